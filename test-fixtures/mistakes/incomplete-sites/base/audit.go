package shop

func audit(store *Store) int {
	return store.Fetch("tea") + store.Fetch("milk")
}
