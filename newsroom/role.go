package newsroom

import "slices"

// Role says what a person may do.
type Role string

// The roles, each with all that the one before may.
const (
	Viewer Role = "viewer" // looks; sees no reader's address
	Editor Role = "editor" // works: sources, issues
	Admin  Role = "admin"  // also decides who works here
)

// Roles lists them, least first.
var Roles = []Role{Viewer, Editor, Admin}

// Known reports whether it is one of Roles.
func (r Role) Known() bool { return slices.Contains(Roles, r) }

// Action is what one may be allowed to do.
type Action string

// The actions that routes ask for.
const (
	Anyone       Action = "anyone"        // no sign-in: the doors
	Own          Action = "own"           // one's own account
	Look         Action = "look"          // read what is no personal data
	EditSources  Action = "edit sources"  // add, change, pause, test
	DecideIssues Action = "decide issues" // approve, hold, cancel
	EditArticles Action = "edit articles" // keep and drop for the next issue, read again, teach a digest
	EditDigests  Action = "edit digests"  // make and change them, skip dates, run them now
	ManagePeople Action = "manage people" // invite, change roles, close accounts; sees their addresses
	ReadAudit    Action = "read audit"    // who did what, and its export
	ManageHooks  Action = "manage hooks"  // which programs are told of what happens; sees their secrets once
)

// allowed is the one table of who may do what.
var allowed = map[Action][]Role{
	Own:          {Viewer, Editor, Admin},
	Look:         {Viewer, Editor, Admin},
	EditSources:  {Editor, Admin},
	DecideIssues: {Editor, Admin},
	EditArticles: {Editor, Admin},
	EditDigests:  {Editor, Admin},
	ManagePeople: {Admin},
	ReadAudit:    {Admin},
	ManageHooks:  {Admin},
}

// May reports whether a role may do something; "" is nobody, who may what Anyone may.
func (r Role) May(a Action) bool { return a == Anyone || slices.Contains(allowed[a], r) }

// Least is the least role that may do something; "" = none is needed.
func Least(a Action) Role {
	for _, r := range Roles {
		if a != Anyone && r.May(a) {
			return r
		}
	}
	return ""
}
