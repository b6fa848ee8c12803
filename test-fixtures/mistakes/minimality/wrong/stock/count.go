package stock

// OnHand adds up what lies on all shelves.
func OnHand(shelves []int) int {
	sum := 0
	for _, count := range shelves {
		sum += count
	}
	return sum
}
