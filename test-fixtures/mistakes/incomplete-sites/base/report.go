package shop

func report(store *Store, client *Client) string {
	if store.Fetch("tea") > 0 {
		return client.Fetch("tea")
	}
	return client.Fetch("empty")
}
