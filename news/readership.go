package news

import "time"

// Readership counts the subscribers of a digest by state, and tells who of them was struck off. Its zero value is a
// digest to which nobody subscribes.
type Readership struct {
	States    map[SubscriberState]int
	StruckOff int       // of the bounced, those whom a refused letter made so
	Since     time.Time // when the first of these was struck off; zero = none was
	Written   bool      // a letter of the digest was made for somebody before
}

// Total is how many subscribe, in whatever state.
func (r Readership) Total() int {
	n := 0
	for _, in := range r.States {
		n += in
	}
	return n
}

// Active is how many get letters now.
func (r Readership) Active() int { return r.States[SubscriberActive] }
