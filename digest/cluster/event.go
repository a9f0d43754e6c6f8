package cluster

import (
	"slices"
)

// mostEvents is how many members of a group are asked whether a document tells of the same event: the newest.
const mostEvents = 16

// Event is what sets the event of an item apart from others that are told in the same words: who deals with whom, and
// about what. The zero value conflicts with none.
type Event struct {
	Lang    string
	Title   []string        // stems of all words of the title, each once
	Parties []string        // countries of the title; of the first sentence where the title names none
	Named   []string        // countries of the title and the first sentences
	Topic   []string        // stems of the title's rarer words that are neither names of countries nor routine
	Told    map[string]bool // stems of the title and the first sentences; nil = only the title is known
}

// Conflicts reports whether two items cannot be of one event: each has a party that the other does not name, or they
// are in one language and what either's title is about does not stand in the other, or little of it does, in
// the same words of something else.
func (e *Event) Conflicts(o *Event) bool {
	if e == nil || o == nil {
		return false
	}
	if !within(e.Parties, o.Named) && !within(o.Parties, e.Named) {
		return true
	}
	if e.Lang != o.Lang || e.Told == nil || o.Told == nil || len(e.Topic) == 0 || len(o.Topic) == 0 {
		return false
	}
	shared := e.Shared(o)
	return shared == 0 || shared == 1 && e.Formula(o) && e.alone(o) && o.alone(e)
}

// Formula reports whether two titles in one language begin and end in the same words, for two thirds of their length,
// as a house heads its routine.
func (e *Event) Formula(o *Event) bool {
	if e.Lang != o.Lang {
		return false
	}
	least, before, after := min(len(e.Title), len(o.Title)), 0, 0
	for before < least && e.Title[before] == o.Title[before] {
		before++
	}
	for before+after < least && e.Title[len(e.Title)-1-after] == o.Title[len(o.Title)-1-after] {
		after++
	}
	return 3*(before+after) >= 2*max(len(e.Title), len(o.Title))
}

// alone reports whether a word that the title is about stands nowhere in the other item.
func (e *Event) alone(o *Event) bool {
	return slices.ContainsFunc(e.Topic, func(t string) bool { return !o.Told[t] })
}

// Shared returns how many of the topics of two items, in one language, the other one tells, in its title at least.
func (e *Event) Shared(o *Event) (n int) {
	for _, t := range e.Topic {
		if o.Told[t] || slices.Contains(o.Topic, t) {
			n++
		}
	}
	for _, t := range o.Topic {
		if e.Told[t] && !slices.Contains(e.Topic, t) {
			n++
		}
	}
	return n
}

// within reports whether all of a list stand in another.
func within(list, in []string) bool {
	return !slices.ContainsFunc(list, func(s string) bool { return !slices.Contains(in, s) })
}

// conflicts reports whether at least half of a group's events, by the newest of them, conflict with one.
func (x *group) conflicts(e *Event) bool {
	if e == nil {
		return false
	}
	return x.conflicting(e)*2 >= max(len(x.events), 1)
}

func (x *group) conflicting(e *Event) (n int) {
	for _, o := range x.events {
		if e.Conflicts(o) {
			n++
		}
	}
	return n
}

// apart reports whether at least half of the pairs of two groups' events conflict.
func (x *group) apart(y *group) bool {
	n := 0
	for _, e := range y.events {
		n += x.conflicting(e)
	}
	return n*2 >= max(len(x.events)*len(y.events), 1)
}

// keep notes the event of a document that joins the group.
func (x *group) keep(e *Event) {
	if e == nil {
		return
	}
	if len(x.events) == mostEvents {
		x.events = append(x.events[:0], x.events[1:]...)
	}
	x.events = append(x.events, e)
}

// lose forgets the event of a document that leaves the group.
func (x *group) lose(e *Event) {
	if i := slices.Index(x.events, e); e != nil && i >= 0 {
		x.events = slices.Delete(x.events, i, i+1)
	}
}
