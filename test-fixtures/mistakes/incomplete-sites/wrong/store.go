package shop

// Store keeps items by name.
type Store struct {
	items map[string]int
}

// Count gives the count of an item.
func (s *Store) Count(name string) int {
	return s.items[name]
}

// Fetch is what Count was called.
func (s *Store) Fetch(name string) int {
	return s.Count(name)
}
