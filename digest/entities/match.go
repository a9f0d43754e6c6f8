package entities

// Kind is the sort of an entity. The first four are in the order of Mentions.
type Kind uint8

// The kinds of entities.
const (
	Country      Kind = iota // a country, by its name, a demonym, its capital or its government
	Organisation             // an international organisation
	Person                   // a leader or official
	Region                   // a part of a country, or disputed land
	Place                    // a large city that is no capital: it names no country, but says where
	Nothing                  // a phrase that only looks like a name: Indian Ocean
)

// Match is one place where a name stands.
type Match struct {
	Start, End int  // bytes
	Token      int  // index of its first word
	Sure       bool // the name can mean nothing else here
	form       *form
}

// Last returns the index of its last word.
func (h Match) Last() int { return h.Token + len(h.form.rest) }

// Kind returns what sort of entity it names.
func (h Match) Kind() Kind { return h.form.entry.sort }

// IDs returns the identities it names, as Mention.ID has them: one, or two for a wording such as 中美. The caller must
// not change them.
func (h Match) IDs() []string { return h.form.entry.ids }

// ActsFor returns whom a named person acts or acted for, a country's code or an organisation's name; "" for what is no
// person.
func (h Match) ActsFor() string {
	if h.form.entry.sort != Person {
		return ""
	}
	return h.form.entry.country
}

// InOffice reports whether it names a person who acts for a country now.
func (h Match) InOffice() bool { return h.form.entry.inForce }

// Country returns the code of the country that it names or that the named person acts or acted for; "" when there is
// none.
func (h Match) Country() string {
	switch h.form.entry.sort {
	case Country:
		return h.form.entry.ids[0]
	case Person:
		return h.form.entry.country
	}
	return ""
}
