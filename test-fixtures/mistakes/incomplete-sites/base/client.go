package shop

// Client asks another shop.
type Client struct {
	address string
}

// Fetch asks for a page.
func (c *Client) Fetch(page string) string {
	return c.address + "/" + page
}
