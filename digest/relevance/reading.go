package relevance

import (
	"slices"
	"strings"

	"attache/digest/entities"
	"attache/news"
	"attache/text"
)

const (
	openingBytes = 4000 // what a piece is about stands in its first paragraphs
	leadBytes    = 320  // the title and the first sentences
	besideTokens = 4    // how near a theme's word stands to a country it is about
	joinedTokens = 2    // most tokens from a country to the next that is joined with it …
	joinedBytes  = 16   // … with fewer bytes between them than this
	firstTokens  = 3    // a country among so many first tokens comes first
	keptWordings = 3    // of a theme, for the reasons
)

// reading is what the features of a text are made of.
type reading struct {
	s      string // the title and the first paragraphs
	home   string // the country of the text's language, see homes
	lead   int    // bytes of s that are its lead
	title  int    // bytes of s that are its title; 0 = it has none
	found  entities.Mentions
	hits   []entities.Match
	tokens []text.Token

	named    named
	placed   placed
	themes   themesRead
	balanced balanced
}

// read reads a text whose entities and tokens are known.
func read(lang, title, body string, m entities.Mentions, hits []entities.Match, tokens []text.Token) *reading {
	r := &reading{home: homes[lang], lead: max(leadBytes, len(title)), title: len(title), found: m}
	r.s, r.hits, r.tokens = firstPart(entities.Join(title, body), hits, tokens)
	r.readNames()
	r.readPlaces()
	r.readThemes(lang)
	r.readBalance()
	return r
}

// firstPart cuts a text, its tokens and its hits at one place, openingBytes: every hit that is left stands on tokens
// that are left. A run of ideographs, which is one token however long it is, is cut between two of them.
func firstPart(s string, hits []entities.Match, tokens []text.Token) (string, []entities.Match, []text.Token) {
	if len(s) <= openingBytes {
		return s, hits, tokens
	}
	s = text.Clip(s, openingBytes)
	n := len(tokens)
	for n > 0 && tokens[n-1].End > len(s) {
		n--
	}
	if n < len(tokens) && tokens[n].Start < len(s) && text.Ideographic(s[tokens[n].Start:]) {
		part := tokens[n]
		part.End = len(s)
		part.Text = text.Fold(s[part.Start:])
		tokens = append(tokens[:n:n], part)
	} else {
		tokens = tokens[:n]
	}
	for len(hits) > 0 && (hits[len(hits)-1].End > len(s) || hits[len(hits)-1].Last() >= len(tokens)) {
		hits = hits[:len(hits)-1]
	}
	return s, hits, tokens
}

func bit(b bool) float32 {
	if b {
		return 1
	}
	return 0
}

// titled reports whether a name stands in the title.
func (r *reading) titled(m news.Mention) bool { return m.Start < r.title }

// short, twoCountries, foreignCountry and dealings are features that others are multiplied by.
func (r *reading) short() float32          { return bit(len(r.tokens) < 20) }
func (r *reading) twoCountries() float32   { return bit(len(r.found.Countries) > 1) }
func (r *reading) foreignCountry() float32 { return bit(r.named.foreign > 0) }
func (r *reading) dealings() float32 {
	return float32(r.balanced.dealings) / float32(len(r.themes.found)+1)
}

// named says who is named how.
type named struct {
	foreign, inLead, foreignInLead int             // countries
	inTitle, foreignInTitle        int             // countries
	most                           int             // how often the one named most often is
	home                           bool            // the home country is among them
	hits                           int             // how often countries are named
	as                             map[string]bool // how
	leaders                        int             // countries whose leader is named
	former                         bool            // somebody who led one
}

func (r *reading) readNames() {
	n := &r.named
	n.as = map[string]bool{}
	for _, c := range r.found.Countries {
		n.hits += c.Count
		n.most = max(n.most, c.Count)
		n.as[c.As] = true
		if c.ID == r.home {
			n.home = true
		} else {
			n.foreign++
		}
		if c.Start < r.title {
			n.inTitle++
			if c.ID != r.home {
				n.foreignInTitle++
			}
		}
		if c.Start < r.lead {
			n.inLead++
			if c.ID != r.home {
				n.foreignInLead++
			}
		}
	}
	leaders := map[string]bool{}
	for _, p := range r.found.People {
		if c, now := entities.ActsFor(p.ID); now {
			leaders[c] = true
		} else {
			n.former = true
		}
	}
	n.leaders = len(leaders)
}

// placed says how the countries stand to each other: joined (Kazakhstan and Türkiye, ABD-İran), in a list of three or
// more, in one sentence; and whether leaders meet countries that are not theirs.
type placed struct {
	joined, listed, sentence  bool
	foreignLeader, homeLeader bool
	place, first              bool // a place abroad is named; a foreign country is, at the beginning
	foreign, home             int  // mentions of countries by name
}

func (r *reading) readPlaces() {
	p := &r.placed
	run := 1
	last := -1 // the country hit before
	for i, h := range r.hits {
		c := h.Country()
		switch h.Kind() {
		case entities.Place:
			p.place = p.place || h.IDs()[0] != r.home
		case entities.Person:
			if h.InOffice() {
				p.foreignLeader = p.foreignLeader || c != r.home
				p.homeLeader = p.homeLeader || c == r.home
			}
		}
		if c == "" {
			continue
		}
		switch {
		case h.Kind() != entities.Country:
		case c == r.home:
			p.home++
		default:
			p.first = p.first || h.Token < firstTokens
			p.foreign++
		}
		if last >= 0 && r.hits[last].Country() != c {
			run = p.relate(r.s, &r.hits[last], &r.hits[i], run)
		}
		last = i
	}
}

// relate reads what stands between two countries of which the first ends a run of so many joined ones, and returns the
// length of the run that the second one ends.
func (p *placed) relate(s string, a, b *entities.Match, run int) int {
	between := s[a.End:b.Start]
	p.sentence = p.sentence || !strings.ContainsAny(between, ".!?\n")
	if b.Token-a.Last() > joinedTokens || len(between) >= joinedBytes || strings.ContainsAny(between, ".\n") {
		return 1
	}
	p.joined = true
	p.listed = p.listed || run >= 2
	return run + 1
}

// themeWord is a word of a theme in a text.
type themeWord struct {
	theme, token int
	at           int // byte
}

// themesRead are the words of themes: of each how many there are in the title, in the lead, in the whole, and beside
// countries.
type themesRead struct {
	found                        []themeWord
	inTitle, inLead, all, beside [len(themes)]int
	words                        [len(themes)][]string // the wordings found, keptWordings at most
}

func (r *reading) readThemes(lang string) {
	t := &r.themes
	near := make([]bool, len(r.tokens))  // to a country
	named := make([]bool, len(r.tokens)) // part of a country's or a place's name
	for _, h := range r.hits {
		if kind := h.Kind(); kind == entities.Country || kind == entities.Place {
			for k := h.Token; k <= min(h.Last(), len(r.tokens)-1); k++ {
				named[k] = true
			}
		}
		if h.Country() == "" {
			continue
		}
		for k := max(0, h.Token-besideTokens); k < min(len(r.tokens), h.Last()+besideTokens+1); k++ {
			near[k] = true
		}
	}
	themesOf(lang).scan(r.tokens, func(theme, token, at, end int) {
		if theme >= dealingThemes && named[token] && !text.Ideographic(r.tokens[token].Text) {
			return // Stockholm has no stocks, Kazakistan no accident (kaza)
		}
		t.all[theme]++
		t.found = append(t.found, themeWord{theme, token, at})
		if at < r.title {
			t.inTitle[theme]++
		}
		if at < r.lead {
			t.inLead[theme]++
		}
		if near[token] {
			t.beside[theme]++
		}
		if w := r.s[at:end]; len(t.words[theme]) < keptWordings && !slices.Contains(t.words[theme], w) {
			t.words[theme] = append(t.words[theme], w)
		}
	})
}
