package roster

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"attache/news"
	"attache/text"
)

// recognise finds what a text says of somebody who left, bounced, complained, has not confirmed or must not be written
// to. It is the one reader of such words for headers, status words, cells, names and names of files.
//
// A text is cut into segments (at brackets, commas, colons, dashes between spaces) and words. A phrase of the tables in
// phrases.go and further.go is found where its words follow each other, also when they are written as one, and so are
// two words near each other that say so together ("do not mail", "wrong address"; pairs.go).

// grade is how much a phrase says by itself.
type grade int

const (
	gradePlain     grade = iota // it says so wherever it stands: "unsubscribed", "hard bounce"
	gradeWeak                   // it may be a part of a name or a title: "left"; it says so when it stands apart
	gradeUnsure                 // even apart it may mean the contrary: "cleaned"
	gradeHint                   // it asks in the name of a file or a folder, and says nothing elsewhere: "old"
	gradeHintAlone              // the same when it stands apart: "archive"
)

// sign is one phrase found in a text.
type sign struct {
	state    news.SubscriberState
	grade    grade
	negated  bool   // "not unsubscribed", "without bounces"
	denied   bool   // a no answers it: "bounced: no"
	removal  bool   // a word for taking out follows: "bounces removed"
	apart    bool   // its segment holds nothing else but fillers
	ends     bool   // no word follows at all
	trails   bool   // no further word follows in its segment
	set      bool   // its segment stands in brackets, or beside a dash or a colon
	single   bool   // the text is one segment
	words    string // as they stand in the text
	segment  string // as it stands in the text
	from, to int    // bytes of the segment
	first    int    // its first and its last word
	last     int
}

// says reports whether the sign is to be minded in a text that may hold honest words: a cell of any column, a tag.
func (s sign) says() bool { return !s.denied && (s.grade == gradePlain || s.apart) }

// phrase is one entry of the tables: its words, folded. An open word is the beginning of one.
type phrase struct {
	state news.SubscriberState
	grade grade
	words []string
	open  []bool
	glued string // the words as one
}

// keyLetters is how many letters of a phrase its index goes by; no phrase has fewer.
const keyLetters = 3

var phraseIndex = sync.OnceValue(func() map[string][]phrase {
	index := map[string][]phrase{}
	for _, t := range phraseTables {
		for line := range strings.SplitSeq(t.phrases, "|") {
			p := phrase{state: t.state, grade: t.grade}
			for w := range strings.FieldsSeq(line) {
				stem, open := strings.CutSuffix(w, "*")
				p.words, p.open = append(p.words, fold(stem)), append(p.open, open)
			}
			if p.glued = strings.Join(p.words, ""); p.glued != "" {
				key := text.Prefix(p.glued, keyLetters)
				index[key] = append(index[key], p)
			}
		}
	}
	return index
})

// recognise returns the signs of a text in their order; the strongest state of those at one word.
func recognise(s string) []sign { return signsOf(s, gradeUnsure) }

// recogniseTitle is recognise for the name of a file or a folder, or a line above a header: hints count too.
func recogniseTitle(s string) []sign { return signsOf(s, gradeHintAlone) }

// signsOf finds the signs up to a grade.
func signsOf(s string, upTo grade) []sign {
	const most = 20 // signs of a text; bounds the work on a cell of 64 KB
	tokens, segments := tokensOf(s)
	if upTo == gradeHintAlone {
		for i, t := range tokens {
			if containers().has(t.word) {
				tokens[i].class |= classFiller
			}
		}
	}
	var signs []sign
	matched := make([]bool, len(tokens))
	for i := 0; i < len(tokens) && len(signs) < most; {
		p, n := phraseAt(tokens, i, upTo)
		if q, m := pairAt(tokens, i); m > n || m > 0 && n > 0 && p.grade != gradePlain {
			p, n = q, m
		}
		if n == 0 {
			i++
			continue
		}
		for j := i; j < i+n; j++ {
			matched[j] = true
		}
		signs = append(signs, sign{
			state: p.state, grade: p.grade, words: s[tokens[i].from:tokens[i+n-1].to],
			denied:  i+n < len(tokens) && tokens[i+n].answers && tokens[i+n].class&classDenial > 0,
			negated: p.grade != gradeUnsure && !isNegative(p.words) && isNegated(tokens, i, n),
			removal: i+n < len(tokens) && isRemoval(tokens[i+n].word) && tokens[i+n].segment == tokens[i].segment,
			first:   i, last: i + n - 1,
		})
		i += n
	}
	for i := range signs {
		signs[i].place(s, segments, tokens, matched)
	}
	return signs
}

// place fills in where a sign stands.
func (s *sign) place(text string, segments []textSegment, tokens []textWord, matched []bool) {
	n := tokens[s.first].segment
	at := segments[n]
	ofName := s.first > 0 && ofName()[tokens[s.first-1].word]
	s.apart, s.trails, s.set, s.single = true, true, at.set, true
	for i, t := range tokens {
		if t.segment != n {
			s.single = false
			continue
		}
		if !matched[i] && !t.fills() {
			s.apart = false
			s.trails = s.trails && i < s.last && !ofName
		}
	}
	s.ends = s.last == len(tokens)-1
	s.from, s.to = at.from, at.to
	s.segment = strings.TrimSpace(text[at.from:at.to])
}

// phraseAt finds the phrase that says most at a word: the strongest state, the lowest grade, the most words. n is how
// many words it takes; 0 when there is none.
func phraseAt(tokens []textWord, i int, upTo grade) (best phrase, n int) {
	for _, plain := range []bool{false, true} {
		if plain && tokens[i].plain == tokens[i].word {
			break
		}
		for _, p := range phraseIndex()[text.Prefix(wordsAsOne(tokens, i, plain), keyLetters)] {
			if p.grade > upTo {
				continue
			}
			m := p.match(tokens, i)
			if m > 0 && (n == 0 || p.grade < best.grade || p.grade == best.grade && (rank(p.state) > rank(best.state) ||
				p.state == best.state && m > n)) {
				best, n = p, m
			}
		}
	}
	switch {
	case n == 0 && tokens[i].dense:
		return denseAt(tokens, i)
	case n == 0:
		return compoundAt(tokens[i])
	}
	return best, n
}

// wordsAsOne is the words of a segment from one of them on as one.
func wordsAsOne(tokens []textWord, i int, plain bool) string {
	const most = 6 // words of a phrase
	if i+1 == len(tokens) || tokens[i+1].segment != tokens[i].segment {
		return tokens[i].form(plain)
	}
	var b strings.Builder
	for j := i; j < len(tokens) && j < i+most && tokens[j].segment == tokens[i].segment; j++ {
		b.WriteString(tokens[j].form(plain))
	}
	return b.String()
}

func (t textWord) form(plain bool) string {
	if plain {
		return t.plain
	}
	return t.word
}

// is reports whether a word is another, or begins with it.
func (t textWord) is(word string, open bool) bool {
	return t.word == word || t.plain == word ||
		open && (strings.HasPrefix(t.word, word) || strings.HasPrefix(t.plain, word))
}

// match returns how many words a phrase takes from one of them on; 0 when it does not stand there.
func (p phrase) match(tokens []textWord, i int) int {
	if n := len(p.words); i+n <= len(tokens) {
		found := true
		for j := 0; j < n && found; j++ {
			t := tokens[i+j]
			found = t.segment == tokens[i].segment && t.is(p.words[j], p.open[j])
		}
		if found {
			return n
		}
	}
	open := p.open[len(p.open)-1]
	if slices.Contains(p.open[:len(p.open)-1], true) || utf8.RuneCountInString(p.glued) < 5 {
		return 0
	}
	if len(p.words) > 1 && tokens[i].is(p.glued, open) {
		return 1
	}
	if !parted()[tokens[i].word] {
		return 0
	}
	all := wordsAsOne(tokens, i, false) // "un-subscribed", "Ab-Meldung"
	if !strings.HasPrefix(all, p.glued) {
		return 0
	}
	length := 0
	for n := i; n < len(tokens) && tokens[n].segment == tokens[i].segment; n++ {
		length += len(tokens[n].word)
		if length == len(p.glued) || open && length > len(p.glued) {
			return n - i + 1
		}
	}
	return 0
}

// compoundAt finds a plain phrase behind a word of mailing in one word: "Newsletterabmeldung".
func compoundAt(t textWord) (phrase, int) {
	for _, head := range compoundHeads() {
		rest, found := strings.CutPrefix(t.word, head)
		if !found || utf8.RuneCountInString(rest) < 5 {
			continue
		}
		for _, rest := range []string{rest, strings.TrimPrefix(rest, "s")} {
			for _, p := range phraseIndex()[text.Prefix(rest, keyLetters)] {
				if len(p.words) == 1 && p.match([]textWord{{word: rest, plain: withoutUmlauts(rest)}}, 0) > 0 {
					p.grade = gradePlain
					return p, 1
				}
			}
		}
	}
	return phrase{}, 0
}

// pairAt finds a pair of words that say something together: n is how many words they span.
func pairAt(tokens []textWord, i int) (phrase, int) {
	const reach = 3 // words from one to the other
	t := tokens[i]
	for j := i + 1; j < len(tokens) && j <= i+reach; j++ {
		u := tokens[j]
		if state := pairOf(tokens, i, j); state != "" {
			return phrase{state: state, grade: gradePlain, words: []string{"not"}}, j - i + 1
		}
		if u.segment != t.segment {
			on := t.class&classOn > 0 && (u.answers || u.dashed)
			if !on && !u.answers || j > i+1 {
				break
			}
		}
	}
	return phrase{}, 0
}

// pairOf returns what two words say together, "" for nothing.
func pairOf(tokens []textWord, i, j int) news.SubscriberState {
	t, u := tokens[i], tokens[j]
	on := t.class&classOn > 0 && (u.answers || u.dashed) && j <= i+2 // "opt-in: no"
	near := u.segment == t.segment || u.answers && j == i+1
	if u.class&classDenial > 0 && j+1 < len(tokens) && tokens[j+1].class&classOtherChannel > 0 {
		u.class &^= classDenial // "mail, not phone"
	}
	for _, p := range wordPairs {
		if p.one == classOn && !on || p.one != classOn && !near {
			continue
		}
		if t.class&p.one > 0 && u.class&p.other > 0 || t.class&p.other > 0 && u.class&p.one > 0 {
			return p.state
		}
	}
	return ""
}

// isNegated reports whether a negation stands before a phrase, at most one word between, or behind it.
func isNegated(tokens []textWord, i, n int) bool {
	within := func(j int) bool { return j >= 0 && j < len(tokens) && tokens[j].segment == tokens[i].segment }
	deny := func(j int) bool { return within(j) && tokens[j].class&classDenial > 0 }
	return deny(i-1) || deny(i-2) || within(i+n) && slices.Contains([]string{"degil", "емес", "жок"}, tokens[i+n].word)
}

// isNegative reports whether a phrase holds a negation itself.
func isNegative(words []string) bool { return slices.ContainsFunc(words, denies) }

// denies reports whether a word denies.
func denies(word string) bool { return classOf(word)&classDenial > 0 }

// strongest returns the sign of the strongest state.
func strongest(signs []sign) sign {
	return slices.MaxFunc(signs, func(a, b sign) int { return rank(a.state) - rank(b.state) })
}
