package news

// Conversation is what was said with a mail server about a letter that it did not take, the last time it was offered.
type Conversation struct {
	Delivery        // issue, reader, state and time of then
	Relay    string `json:"relay,omitempty"`
	Text     string `json:"text"`
}
