package desk

import "attache/newsroom"

// Route is a line of the table.
type Route struct {
	Pattern string
	May     newsroom.Action
}

// Table lists the routes.
func (d *Desk) Table() []Route {
	var all []Route
	for _, r := range d.table() {
		all = append(all, Route{r.pattern, r.may})
	}
	return all
}
