package news

// Forgotten is how many rows of a kind retention deleted, or would delete.
type Forgotten struct {
	Kind string `json:"kind"` // the setting of database.retention that says so, or packing
	What string `json:"what"` // in words
	Days int    `json:"days"` // how long they are kept; -1 = for ever
	Rows int    `json:"rows"` // deleted, or emptied of their text
}
