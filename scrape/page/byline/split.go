package byline

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"attache/text"
)

// Marks within a line while it is cut: names stand on both sides of a list's mark; behind an apart's mark stands rather
// a place, an outlet or an office.
const (
	listMark  = "\n"
	apartMark = "\v"
)

var nameSplitter = strings.NewReplacer(
	" | ", apartMark, "|", apartMark, "｜", apartMark, " • ", apartMark, "•", apartMark, " · ", apartMark,
	" – ", apartMark, " — ", apartMark, " - ", apartMark, " / ", listMark, "/", listMark, "／", listMark,
	"(", apartMark, ")", apartMark, "（", apartMark, "）", apartMark, "[", apartMark, "]", apartMark,
	"، ", listMark, "،", listMark, "、", listMark, ";", listMark, "；", listMark, ", ", listMark, ",", listMark,
	"，", listMark,
	" and ", listMark, " And ", listMark, " AND ", listMark, " & ", listMark, " und ", listMark, " Und ", listMark,
	" UND ", listMark, " et ", listMark, " Et ", listMark, " и ", listMark, " И ", listMark, " та ", listMark,
	" і ", listMark, " й ", listMark, " мен ", listMark, " менен ", listMark, " ve ", listMark, " Ve ", listMark,
	" və ", listMark, " va ", listMark, " ва ", listMark, " және ", listMark, " жана ", listMark,
	" with ", listMark, " With ", listMark, " avec ", listMark, " con ", listMark, " mit ", listMark,
	" και ", listMark, " dan ", listMark,
	" och ", listMark, " og ", listMark, " és ", listMark, " și ", listMark, " और ", listMark, " এবং ", listMark,
	" و ", listMark, " اور ", listMark,
	" for ", apartMark, " For ", apartMark, " FOR ", apartMark, " für ", apartMark, " pour ", apartMark,
	" para ", apartMark,
	" on ", apartMark, " On ", apartMark, " in ", apartMark, " In ", apartMark, " IN ", apartMark, " from ", apartMark,
	" From ", apartMark, " aus ", apartMark, " à ", apartMark, " из ", apartMark, " из-за ", apartMark,
	" du journal ", apartMark, " at ", apartMark, " At ", apartMark, "\t", listMark, "=", apartMark,
)

// Name is a piece of a byline that may be a name, and what stood before it.
type Name struct {
	Name   string
	Before Leads

	apart bool // behind a dash, a bar, a parenthesis or a word such as "in" or "for"
}

// maxNames bounds the names of one line.
const maxNames = 12

// SplitNames cuts a byline into names. Dates, addresses, whole sentences, and the places, outlets and offices that
// stand beside a name are left out.
func SplitNames(raw string) []Name {
	s := plain(strings.Join(strings.FieldsFunc(raw, unseen), " "))
	if strings.HasPrefix(s, "http") || strings.HasPrefix(s, "@http") || len(s) > 400 {
		return nil
	}
	if strings.Contains(s, "@") {
		s = strings.TrimSpace(handle().ReplaceAllString(mailAddress().ReplaceAllString(s, " "), "$1 "))
	}
	if strings.Count(s, " ") > 3 && mayCredit(s) { // a name, the word and another name
		s = creditWord().ReplaceAllString(s, " | ${1}:")
	}
	var all Name // what stands before the whole line
	s = all.trim(all.trim(s))
	s = nameSplitter.Replace(joinedNames(s))
	var names []Name
	for len(s) > 0 && len(names) < maxNames {
		part := Name{Before: all.Before}
		k := strings.IndexAny(s, listMark+apartMark)
		p, mark := s, ""
		if k >= 0 {
			p, mark, s = s[:k], s[k:k+1], s[k+1:]
		} else {
			s = ""
		}
		part.apart = all.apart
		all.apart = mark == apartMark
		if part.read(strings.TrimSpace(p)) {
			names = append(names, part)
		}
	}
	return besideNames(names)
}

// read takes leads, labels, offices and punctuation off a part of a line; false when no name is left.
func (n *Name) read(p string) bool {
	rest, kind := CutLead(p)
	if kind != 0 {
		p = rest
		n.Before = kind
	}
	if k := strings.IndexAny(p, ":："); k > 0 && strings.Count(p[:k], " ") < 3 {
		_, size := utf8.DecodeRuneInString(p[k:])
		p = p[k+size:]
		n.Before |= LeadLabel
	}
	n.Name = withoutRole(tidyName(p))
	return nameLike(n.Name)
}

// mailAddress finds an address of mail with what encloses it.
var mailAddress = text.Pattern(`(?i)(?:mailto:)?[<(\[]?\s*[\pL\d._%+-]+@[\pL\d-]+(?:\.[\pL\d-]+)+\s*[>)\]]?`)

// handle finds the name of an account behind a name.
var handle = text.Pattern(`([\pL\d.)]) ?@[\w.-]+`)

// creditWord finds the credit of a picture within a byline that parts it by nothing else: "Words Ann Lee Photos Tom
// Reed".
var creditWord = text.Pattern(`(?i)\s+(photos?|fotos?|photographs?|pictures?|images?|illustrations?|video|фото)` +
	`(?: by| von|:)\s`)

// mayCredit reports whether a text has what creditWord ends with.
func mayCredit(s string) bool {
	if strings.Contains(s, ":") {
		return true
	}
	low := strings.ToLower(s)
	return strings.Contains(low, " by ") || strings.Contains(low, " von ")
}

// unseen reports white space and what cannot be seen.
func unseen(r rune) bool {
	switch r {
	case '\u00ad', '\u200b', '\ufeff', '\u2060', '\u200e', '\u200f':
		return true
	}
	return unicode.IsSpace(r)
}

// shortLinks join names in one language and belong to a name, or to a place, in another.
var shortLinks = text.WordSet("y e i en a ja ir un")

// joinedNames parts two names that a short word joins, where each has two words at least.
func joinedNames(s string) string {
	words := strings.Split(s, " ")
	since := 0 // words of the part that stands before
	for i, w := range words {
		last := i+2 >= len(words) || strings.ContainsAny(words[i+1], ",;|(")
		switch {
		case shortLinks[w] && since >= 2 && !last && capital(words[i+1]) && capital(words[i+2]):
			words[i], since = listMark, 0
		case w == "en" && since >= 2:
			words[i], since = apartMark, 0
		case since >= 2 && !last && strings.HasPrefix(w, "و") && !IsFirstName(w) && IsFirstName(strings.TrimPrefix(w, "و")):
			words[i], since = listMark+strings.TrimPrefix(w, "و"), 1
		case strings.HasSuffix(w, ",") || strings.HasSuffix(w, ";"):
			since = 0
		default:
			since++
		}
	}
	return strings.Join(words, " ")
}

func capital(w string) bool {
	first, _ := utf8.DecodeRuneInString(w)
	return unicode.IsUpper(first)
}

// besideNames leaves out what stands beside a name and is none: a lone word, a place, a house, and what is apart and
// bears no given name.
func besideNames(names []Name) []Name {
	full := false // some part is a name of several words, or an agency
	for i := range names {
		n := &names[i]
		full = full || IsAgency(n.Name) || unspaced(n.Name) || strings.Contains(n.Name, " ") && !IsPlace(n.Name)
	}
	if len(names) < 2 {
		return names
	}
	b := besides{full: full, out: names[:0]}
	for _, n := range names {
		b.take(n)
	}
	return b.out
}

// besides gathers the names of one byline.
type besides struct {
	out    []Name
	full   bool // some part is a name of several words, or an agency
	person bool // a person is among those taken
}

// take adds a name unless it is none beside the others.
func (b *besides) take(n Name) {
	lone := !strings.Contains(n.Name, " ") && !unspaced(n.Name)
	if !IsAgency(n.Name) {
		given, _ := BearsFirstName(strings.Fields(n.Name))
		if b.placeOrLone(&n, lone, given) || b.person && !given && b.houseOrApart(&n) {
			return
		}
		b.person = b.person || !lone && !IsHouse(n.Name)
	}
	b.out = append(b.out, n)
}

// placeOrLone reports a place, or one word beside a full name.
func (b *besides) placeOrLone(n *Name, lone, given bool) bool {
	if IsPlace(n.Name) && (b.full || n.apart || !given) {
		return true
	}
	behindFull := b.person && len(b.out) > 0 && strings.Contains(b.out[len(b.out)-1].Name, " ")
	return lone && b.full && (!given || n.apart || behindFull)
}

// houseOrApart reports what stands beside a person without a given name and is apart, or a house.
func (b *besides) houseOrApart(n *Name) bool {
	return n.Before&LeadAuthor == 0 && n.apart || IsHouse(n.Name) || agencyOffice(n.Name)
}

// agencyOffice reports an office of an agency: "AP Sports".
func agencyOffice(name string) bool {
	first, _, more := strings.Cut(name, " ")
	return more && IsAgency(first)
}

// unspaced reports a name in a script that parts no words.
func unspaced(s string) bool { return text.Ideographic(s) || hasHangul(s) }

// withoutRole takes offices off both ends of a name that has two words besides.
func withoutRole(p string) string {
	words := strings.Fields(p)
	role := func(w string) bool { return IsRole(strings.Trim(lower(w), ".,")) }
	for len(words) > 2 && role(words[len(words)-1]) {
		words = words[:len(words)-1]
	}
	for len(words) > 2 && role(words[0]) {
		words = words[1:]
	}
	for i := 1; i+2 < len(words); i++ {
		if rest := strings.Join(words[i+1:], " "); role(words[i]) && IsFullName(rest) {
			return rest // "The Post correspondent Ann Lee"
		}
	}
	if len(words) == 2 && unspaced(p) && role(words[0]) != role(words[1]) {
		if role(words[0]) {
			return words[1]
		}
		return words[0]
	}
	return strings.Join(words, " ")
}

// trim takes a lead off and notes of which kind it was.
func (n *Name) trim(s string) string {
	rest, kind := CutLead(s)
	n.Before |= kind
	if kind == 0 {
		return s
	}
	return rest
}

// bylineVerbs stand behind an author's name and say that he or she wrote.
var bylineVerbs = text.WordSet(
	"tayyorladi yozdi тайёрлади ёзди hazırladı yazdı дайындады әзірледі жазды даярдады жазды")

// tidyName takes punctuation, and a verb behind the name, off a name's ends, but for the dot of an initial or a title.
func tidyName(p string) string {
	p = strings.TrimSpace(p)
	dotted := strings.HasSuffix(p, ".") && !strings.HasSuffix(p, "..")
	p = strings.TrimPrefix(strings.Trim(p, " \t.,:;-–—*\"'“”„«»<>[]{}\\&"), "and ")
	last := p[strings.LastIndexByte(p, ' ')+1:]
	if bylineVerbs[last] && last != p {
		return strings.TrimSpace(strings.TrimSuffix(p, last))
	}
	if dotted && last != p && (utf8.RuneCountInString(last) == 1 || strings.Contains(last, ".")) || last == "Jr" ||
		last == "Sr" {
		p += "."
	}
	return spelledOut(p)
}

// spelledOut writes a handle of a given name and a surname, such as ann.lee, as people do.
func spelledOut(p string) string {
	first, last, ok := strings.Cut(p, ".")
	if !ok {
		if first, last, ok = strings.Cut(p, "-"); !ok {
			first, last, ok = strings.Cut(p, "_")
		}
	}
	if !ok || len(last) < 3 || !IsFirstName(first) {
		return p
	}
	for _, c := range last {
		if !unicode.IsLower(c) {
			return p
		}
	}
	a, n := utf8.DecodeRuneInString(first)
	b, m := utf8.DecodeRuneInString(last)
	return string(unicode.ToUpper(a)) + first[n:] + " " + string(unicode.ToUpper(b)) + last[m:]
}

// nameLike leaves out what is too long, too short, an address or a number.
func nameLike(p string) bool {
	runes := utf8.RuneCountInString(p)
	if runes < 2 || runes > 60 || strings.Contains(p, "://") || strings.Contains(p, "www.") {
		return false
	}
	words := strings.Count(p, " ") + 1
	digits := 0
	for _, c := range p {
		if unicode.IsDigit(c) {
			digits++
		}
	}
	return words <= 6 && digits <= 2 && (words > 1 || digits*2 <= len(p))
}
