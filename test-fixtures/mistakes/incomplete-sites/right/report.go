package shop

func report(store *Store, client *Client) string {
	if store.Count("tea") > 0 {
		return client.Fetch("tea")
	}
	return client.Fetch("empty")
}
