package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"attache/news"
)

// fileSays returns the state that a file's name gives everybody in it, and the words that say it; "" when it gives
// none. Where sure is false the name may as well mean the contrary ("bounces removed", "cleaned"), or a place or an
// organisation.
func fileSays(path string) (state news.SubscriberState, words string, sure bool) {
	name := fileTitle(path)
	twice := slices.ContainsFunc(wordsOf(name), func(w string) bool { return duplicates().has(w) })
	var doubt string
	var last sign
	for _, s := range recognise(name) {
		before := last
		last = s
		switch {
		case s.grade != gradePlain && formers().has(fold(s.words)):
			doubt = s.words
			if s.apart {
				state, words = lower(state, s.state), s.words
			}
		case s.negated, before.removal && s.first == before.last+1, twice && isRemoval(fold(s.words)),
			s.grade != gradePlain && !s.trails:
		case s.removal, !s.says(), s.grade == gradeUnsure:
			doubt = s.words
		case state == "" || rank(s.state) > rank(state):
			state, words = s.state, s.words
		}
	}
	if state == "" && doubt != "" {
		return news.SubscriberUnsubscribed, doubt, false
	}
	return state, words, state != ""
}

// fileTitle is a file's name without its folder and its ending.
func fileTitle(path string) string {
	base := filepath.Base(path)
	return strings.TrimSuffix(base, filepath.Ext(base))
}

// readFileName takes what the file's name says, as far as the person has not said what it means.
func (in *importReader) readFileName(path string) {
	state, words, sure := fileSays(path)
	title := filepath.Base(path) // with its ending: --status "cleaned=bounced" is about a word
	if said, ok := in.o.words[fold(title)]; ok && state != "" {
		if state = news.SubscriberState(said); state == news.SubscriberActive {
			state = ""
		}
		words, sure = title, true
	}
	switch {
	case state == "" || in.o.passes(title):
	case sure:
		in.out.floor, in.out.floored = state, words
	default:
		in.wrong(0, "", fmt.Sprintf("when it does not: %s, or rename the file; when everybody in it left, bounced or "+
			"refused: %s", option("pass", title), option("status", title+"=unsubscribed")),
			"The file's name may say of everybody in it that he left, bounced or must not be written to (%q).", words)
	}
}

// duplicates are what "removed" is said of in the name of a list that people may be mailed from.
var duplicates = sync.OnceValue(func() wordSet {
	return newWordSet(`duplicate* dupes dups double doubles doublet* dublett* doppelt* duplikat* дубл* повтор*
		doublon* duplicad* mükerrer* қайталан* duplikaty duplicati`)
})

// formers say of whatever follows that it is so no more: "Ehemalige Journalisten".
var formers = sync.OnceValue(func() wordSet {
	return newWordSet(`former ex ehemalige* frühere* ancien anciens ancienne* antiguo* antigua* бывш* колишн* eski
		бұрынғы`)
})

// removals are beginnings of words of a file's name that say that those named before it are taken out.
var removals = sync.OnceValue(func() wordSet {
	return newWordSet(`removed excluded deleted cleaned purged filtered scrubbed out entfernt* bereinigt* gelöscht* raus
		удален* исключен* убран* очищен* eliminad* quitad* supprim* retiré* exclu* çıkarıl* silindi* temizlen*
		алынған* алынып`)
})

func isRemoval(word string) bool { return removals().has(word) }

// withoutUmlauts is a folded German word that is written without umlauts, folded as if it had them: "bestaetigt" is
// "bestatigt".
func withoutUmlauts(f string) string { return umlauts.Replace(f) }

var umlauts = strings.NewReplacer("ae", "a", "oe", "o", "ue", "u")

// inName is what stands in brackets in a name.
var inName = pattern(`\s*[(\[{]\s*([^()\[\]{}]+?)\s*[)\]}]`)

// remark reads what a person's name says of the state, "Ann Lee (ausgetreten)", and returns the name without it. said
// is whether a column says of him whether he gets mail: then only words that say so wherever they stand count.
func (in *importReader) remark(p *importedPerson, name, field string, said bool) string {
	if state, ok := in.o.words[fold(name)]; ok && name != "" {
		p.lower(news.SubscriberState(state), whyState("the name", name))
		return name
	}
	if m := inName().FindStringSubmatch(name); m != nil {
		if state, ok := in.o.words[fold(m[1])]; ok {
			p.lower(news.SubscriberState(state), whyState("the name", name))
			return strings.TrimSpace(strings.Replace(name, m[0], "", 1))
		}
	}
	var cuts []sign
	for _, s := range recognise(name) {
		state, ok := in.explained(s)
		switch {
		case ok:
			p.lower(state, whyState("the name", name))
			continue
		case !s.negated && (s.grade == gradePlain || !said && s.isRemark()):
			p.lower(s.state, whyState("the name", name))
			if s.apart && !s.single {
				cuts = append(cuts, s)
			}
		case said, !oddCase(s.words, name) && (!s.says() || s.grade == gradeUnsure && !s.set): // "Robinson, Anne"
		case p.State == news.SubscriberActive || p.State == news.SubscriberPending:
			in.askName(p, s, field)
		}
	}
	return withoutSegments(name, cuts)
}

// isRemark reports whether a sign stands in brackets, or beside a dash or a colon, and nothing else with it.
func (s sign) isRemark() bool { return s.grade == gradeWeak && s.apart && s.set && !s.single }

// explained reports what the person says of the words of a sign.
func (in *importReader) explained(s sign) (news.SubscriberState, bool) {
	for _, words := range []string{s.segment, s.words} {
		if state, ok := in.o.words[fold(words)]; ok {
			return news.SubscriberState(state), true
		}
	}
	return "", false
}

func (in *importReader) askName(p *importedPerson, s sign, field string) {
	in.wrong(p.line, field, fmt.Sprintf("when it is a part of the name: %s; when it says so: %s; when no name of the "+
		"file says so: %s", option("status", s.words+"=active"), option("status", s.words+"=unsubscribed"),
		option("pass", field)),
		"%q in the name may say that the person left, bounced or must not be written to.", short(s.words, 40))
}

// oddCase reports whether words are written in small or in capital letters in a name that is not.
func oddCase(words, name string) bool {
	rest := strings.Replace(name, words, "", 1)
	first, _ := utf8.DecodeRuneInString(words)
	switch {
	case unicode.IsLower(first):
		return strings.ContainsFunc(rest, unicode.IsUpper)
	case utf8.RuneCountInString(words) > 2 && strings.ToUpper(words) == words:
		return strings.ContainsFunc(rest, unicode.IsLower)
	}
	return false
}

// withoutSegments cuts segments out of a name, the last one first.
func withoutSegments(name string, cuts []sign) string {
	const marks = " -–—:,;|/([{<>}])"
	for _, s := range slices.Backward(cuts) {
		if s.to > len(name) {
			continue
		}
		before, after := strings.TrimRight(name[:s.from], marks), strings.TrimLeft(name[s.to:], marks)
		name = strings.TrimSpace(before + " " + after)
	}
	return name
}
