package api

import "attache/newsroom"

// Operation is a line of the table.
type Operation struct {
	ID, Method, Path string
	May              newsroom.Action
}

// Table lists the operations.
func (a *API) Table() []Operation {
	var all []Operation
	for _, op := range a.table() {
		all = append(all, Operation{op.id, op.method, op.path, op.may})
	}
	return all
}
