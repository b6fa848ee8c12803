package stock

// Total adds up what lies on all shelves.
func Total(shelves []int) int {
	sum := 0
	for _, count := range shelves {
		sum += count
	}
	return sum
}
