package shop

// Store keeps items by name.
type Store struct {
	items map[string]int
}

// Fetch gives the count of an item.
func (s *Store) Fetch(name string) int {
	return s.items[name]
}
