package cluster

// Index finds, of the profiles put into it, those that tell of the same event as another, without comparing it with
// every one: it looks up by words which of them share any. Its zero value is empty and ready for use. It is not for use
// by several goroutines.
type Index struct {
	profiles []*Profile
	heads    []int // weight of each profile's headline …
	names    []int // … and of its names
	inAll    map[string][]int32
	inHead   map[string][]weighed
	inNames  map[string][]weighed

	near    []nearness // by profile: what it shares with the one that is compared
	touched []int32
}

// weighed is a profile and what a word weighs in it.
type weighed struct {
	profile int32
	weight  int
}

// nearness is what a profile of the index shares with another, in weights.
type nearness struct {
	head, back, names int // of the other's headline in the profile, of the profile's in the other, and of names
	seen              bool
}

// Add puts a profile into the index. The first has the number 0.
func (x *Index) Add(t *Profile) {
	if x.inAll == nil {
		x.inAll, x.inHead, x.inNames = map[string][]int32{}, map[string][]weighed{}, map[string][]weighed{}
	}
	n := int32(len(x.profiles))
	x.profiles, x.near = append(x.profiles, t), append(x.near, nearness{})
	for w, weight := range t.head {
		x.inHead[w] = append(x.inHead[w], weighed{n, weight})
	}
	for w := range t.all {
		x.inAll[w] = append(x.inAll[w], n)
	}
	for w, weight := range t.names {
		x.inNames[w] = append(x.inNames[w], weighed{n, weight})
	}
	x.heads, x.names = append(x.heads, sum(t.head)), append(x.names, sum(t.names))
}

// Same calls found with the number of each profile that tells of the same event as p, in no order, and with how similar
// they are: SameEvent or more, about 1 for the same text.
//
// The similarity of two profiles is how much of each headline the other text says, in the mean, with the names they
// share and without the numbers they do not: about 0 for strangers. Where the index has a headline alone, which cannot
// say what another text adds, it is how much of that headline the text says, if that is more.
func (x *Index) Same(p *Profile, found func(n int, similarity float64)) {
	x.gather(p)
	head, names := sum(p.head), sum(p.names)
	for _, n := range x.touched {
		if s := x.similarity(p, n, head, names); s >= SameEvent {
			found(int(n), s)
		}
		x.near[n] = nearness{}
	}
	x.touched = x.touched[:0]
}

// gather notes what the profiles of the index share with p.
func (x *Index) gather(p *Profile) {
	touch := func(n int32) *nearness {
		near := &x.near[n]
		if !near.seen {
			near.seen = true
			x.touched = append(x.touched, n)
		}
		return near
	}
	for w, weight := range p.head {
		for _, n := range x.inAll[w] {
			touch(n).head += weight
		}
	}
	for w := range p.all {
		for _, h := range x.inHead[w] {
			touch(h.profile).back += h.weight
		}
	}
	for w, weight := range p.names {
		for _, h := range x.inNames[w] {
			touch(h.profile).names += min(weight, h.weight)
		}
	}
}

// similarity compares p, whose headline and names weigh head and names, with a profile that gather noted. Numbers only
// take away from it, so they are compared last.
func (x *Index) similarity(p *Profile, n int32, head, names int) float64 {
	near := &x.near[n]
	told, back := part(near.head, head), part(near.back, x.heads[n])
	if x.profiles[n].bare {
		told = max(told, back)
	}
	s := (told+back)/2 + namesShare*part(2*near.names, names+x.names[n])
	if s < SameEvent {
		return s
	}
	return s - oddOnes(p, x.profiles[n])
}

// sum adds up weights.
func sum(weights map[string]int) (all int) {
	for _, x := range weights {
		all += x
	}
	return all
}
