package roster

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"attache/news"
	"attache/text"
)

// People cross an address out of a list and leave the line: "#bad@x.org", "DELETED-bad@x.org", "mary@x.org.removed".
// Taken as it stands it would be the address of nobody, or of the very person. So the line is held back: nobody is
// added, and who is known here by the address in it gets no mail any more.

var (
	struckTags   = pattern(`(?i)</?(del|s|strike|strikethrough)>`)
	leadingMarks = pattern(`^((#|//|--|~|!|;|\*|/|%%|__)+\s*|[xX] +)`)
	sortedOut    = pattern(`(?i)^((xx|zz|яя)[_+-]+|(x{3,}|z{3,}|я{3,})[._+-]+)`)
	// behind is an address and what stands behind it.
	behind = pattern(`^(\S+@[^\s@]+?)[,;]?\s+(\S.*)$`)
)

// crossingWords are words that nobody's mailbox begins or ends with, unless it was renamed.
var crossingWords = sync.OnceValue(func() wordSet {
	return newWordSet(`deleted removed disabled invalid inactive bounced suppressed blocked banned blacklisted cancelled
		canceled gelöscht gesperrt inaktiv ungültig entfernt gekündigt supprimé retiré inactif eliminado borrado
		inactivo cancelado eliminato rimosso cancellato inattivo removido excluído inativo usunięty nieaktywny silindi
		iptal pasif удален удалена удален заблокирован неактивен өшірілген өшірілді видалений видалено`)
})

// crossedOut returns the address that is crossed out in a value; false when the value is not crossed out.
func crossedOut(value string) (inner string, crossed bool) {
	value = strings.TrimSpace(value)
	if strings.Contains(value, "<") {
		if plain := struckTags().ReplaceAllString(value, ""); plain != value {
			return plain, strings.Contains(plain, "@")
		}
	}
	if m := cutNamed(value); m != nil {
		value = m[2]
	}
	bare := value
	if !isASCII(value) {
		bare = strings.TrimSpace(strings.Map(func(r rune) rune {
			if strings.ContainsRune(crosses+crossMarks, r) {
				return -1
			}
			return r
		}, value))
	}
	if bare != "" && strings.IndexByte("#/-~!;*%_xX", bare[0]) >= 0 {
		bare = leadingMarks().ReplaceAllString(bare, "")
	}
	if bare = strings.TrimRight(bare, "~"); bare != value &&
		strings.Contains(bare, "@") {
		return bare, true
	}
	at := strings.LastIndexByte(value, '@')
	if at <= 0 || strings.ContainsAny(value, " \t") {
		return "", false
	}
	local, domain := value[:at], value[at+1:]
	if strings.ContainsRune("xXzZяЯ", firstRune(local)) {
		if rest := sortedOut().ReplaceAllString(local, ""); rest != local {
			local, crossed = rest, true
		}
	}
	if rest, found := cutCrossing(local); found {
		local, crossed = rest, true
	}
	if rest, found := cutCrossedDomain(domain); found {
		domain, crossed = rest, true
	}
	return local + "@" + domain, crossed
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// cutCrossing cuts the word that crosses a mailbox out from its beginning or its end.
func cutCrossing(local string) (rest string, found bool) {
	const mostParts = 4 // "do-not-mail-mary"
	var cuts []int
	for i, r := range local {
		if strings.ContainsRune("._+-", r) {
			cuts = append(cuts, i)
		}
	}
	for n := 0; n < len(cuts) && n < mostParts; n++ {
		i, j := cuts[n], cuts[len(cuts)-1-n]
		switch {
		case i > 0 && i+1 < len(local) && crossing(local[:i], local[i+1:], local[i]):
			return strings.TrimLeft(local[i:], "._+-"), true
		case j > 0 && j+1 < len(local) && crossing(local[j+1:], local[:j], local[j]):
			return strings.TrimRight(local[:j], "._+-"), true
		}
	}
	return local, false
}

// crossing reports whether words cross out the rest of a mailbox, from which a mark parts them.
func crossing(words, rest string, mark byte) bool {
	words = strings.NewReplacer(".", " ", "_", " ", "+", " ", "-", " ").Replace(words)
	if crossingWords().has(fold(words)) || crossingWords().has(withoutUmlauts(fold(words))) {
		return true
	}
	if mark == '_' && formers().has(fold(words)) {
		return true
	}
	loud := utf8.RuneCountInString(words) > 2 && strings.ToUpper(words) == words &&
		strings.ContainsFunc(words, unicode.IsUpper) && strings.ContainsFunc(rest, unicode.IsLower)
	for _, s := range recogniseTitle(words) {
		if s.apart && !s.negated && (s.grade == gradePlain || loud || mark == '_' && s.grade == gradeWeak) {
			return true
		}
	}
	return false
}

// cutCrossedDomain cuts the word that crosses a domain out from its end. No domain of the first level ends in one.
func cutCrossedDomain(domain string) (rest string, found bool) {
	i := strings.LastIndexAny(domain, ".-_")
	word := strings.ToLower(domain[i+1:])
	// Short ones are told apart without a look: nearly all domains of the first level are short.
	if i > 0 && (len(word) > 4 || domain[i] != '.' || slices.Contains([]string{"old", "left", "dead", "gone"}, word)) {
		for _, s := range recogniseTitle(word) {
			if s.apart && !strings.EqualFold(word, "rip") && !strings.EqualFold(word, "invalid") { // those are there
				return domain[:i], true
			}
		}
	}
	last := strings.ToLower(domain[strings.LastIndexByte(domain, '.')+1:])
	for w := range crossingWords().whole {
		if len(last) > len(w) && strings.HasSuffix(last, w) {
			return domain[:len(domain)-len(w)], true
		}
	}
	return domain, false
}

// Held is a line whose address is crossed out.
type Held struct {
	Line  int
	Value string // as it stands there
}

// email reads a cell of addresses. ok is false when the line is held back.
func (in *reader) email(p *Person, c column, field, value string) (inside string, ok bool) {
	if c.quiet || in.o.said(value) == string(news.SubscriberActive) {
		p.Email, inside = Address(value)
		return inside, true
	}
	if !strings.ContainsAny(value, " \t") {
	} else if m := behind().FindStringSubmatch(value); m != nil {
		if state := in.saidBehind(m[2]); state != "" {
			p.Email, _ = Address(m[1])
			p.lower(state, whyState(field, value))
			return "", true
		}
	}
	inner, crossed := crossedOut(text.Visible(value))
	if !crossed {
		p.Email, inside = Address(value)
		return inside, true
	}
	in.out.Held = append(in.out.Held, Held{p.Line, value})
	if p.Email, _ = Address(inner); Valid(&news.Subscriber{
		Email: p.Email, State: news.SubscriberUnsubscribed,
	}) != nil {
		return "", false
	}
	p.Held = value
	p.lower(news.SubscriberUnsubscribed, fmt.Sprintf("the address is crossed out: %q", short(value, 60)))
	return "", true
}

// saidBehind returns the state that words behind an address say, "" for none.
func (in *reader) saidBehind(words string) news.SubscriberState {
	if strings.ContainsRune("#/", rune(words[0])) {
		return news.SubscriberUnsubscribed // a comment: "a@x.org # old"
	}
	for _, s := range recognise(words) {
		if s.says() && !s.negated {
			return s.state
		}
	}
	return ""
}
