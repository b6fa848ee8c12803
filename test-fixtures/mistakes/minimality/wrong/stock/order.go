package stock

// Order says how many to buy to have the wanted number.
func Order(shelves []int, wanted int) int {
	missing := wanted - OnHand(shelves)
	if missing < 0 {
		return 0
	}
	return missing
}

// Price is in cents, with the discount of large orders.
func Price(count int) int {
	if count >= 100 {
		return count * 90
	}
	return count * 99
}
