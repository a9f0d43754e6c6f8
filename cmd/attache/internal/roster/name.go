package roster

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"attache/news"
)

// titleSign is what the name of a file or a folder, or a line above the header, says of everybody in the file.
type titleSign struct {
	state news.SubscriberState // "" = nothing
	words string               // those that say it
	sure  bool                 // false: it may as well mean the contrary ("bounces removed", "old"), or a name
}

// titleSays reads a title. Of a folder's name, which may be that of a place or a house, only what stands apart counts.
func titleSays(title string, folder bool) (t titleSign) {
	twice := slices.ContainsFunc(wordsOf(title), func(w string) bool { return duplicates().has(w) })
	var doubt string
	var last sign
	for _, s := range recogniseTitle(title) {
		before := last
		last = s
		switch {
		case s.grade != gradePlain && formers().has(fold(s.words)):
			doubt = s.words
			if s.apart && !isOld(s.words) {
				t.state, t.words = Lower(t.state, s.state), s.words
			}
		case s.negated, before.removal && s.first == before.last+1, twice && isRemoval(fold(s.words)), s.isPartOfName(folder):
		case s.removal, isOld(s.words), !s.says(), s.grade >= gradeUnsure, folder && !s.apart:
			doubt = s.words
		case t.state == "" || rank(s.state) > rank(t.state):
			t.state, t.words = s.state, s.words
		}
	}
	if t.state == "" && doubt != "" {
		return titleSign{news.SubscriberUnsubscribed, doubt, false}
	}
	t.sure = t.state != ""
	return t
}

// isPartOfName reports whether a sign in a title may well be a part of a name: "Left Bank Press", "Old Vic".
func (s sign) isPartOfName(folder bool) bool {
	switch {
	case s.grade == gradePlain || s.apart:
		return false
	case folder, s.grade == gradeHintAlone, s.grade == gradeHint && !s.ends:
		return true
	}
	return !s.trails
}

// fileTitle is a file's name without its folder and its ending.
func fileTitle(path string) string {
	base := filepath.Base(path)
	return strings.TrimSuffix(base, filepath.Ext(base))
}

// folderOf is the name of the folder that a file is in, "" for standard input, for the home directory and for the root:
// they are not named after the file.
func folderOf(path string) string {
	if path == "-" {
		return ""
	}
	whole, err := filepath.Abs(path)
	if err != nil {
		return ""
	}
	folder := filepath.Dir(whole)
	if home, err := os.UserHomeDir(); err == nil && folder == filepath.Clean(home) || folder == filepath.Dir(folder) {
		return ""
	}
	return filepath.Base(folder)
}

// readFileName takes what the file's name says, or else that of its folder, as far as the person has not said what it
// means.
func (in *reader) readFileName(path string) {
	title := fileTitle(path)
	said := titleSays(title, false)
	in.takeTitle(said, "file's name", filepath.Base(path), "rename the file")
	folder := folderOf(path)
	if folder == "" || said.state != "" {
		return
	}
	said = titleSays(folder, true)
	if words := wordsOf(title); len(words) > 0 && slices.Contains(activeWords(), words[0]) {
		said.sure = false // bounces/subscribed.csv
	}
	in.takeTitle(said, "name of the file's folder", folder+"/"+filepath.Base(path), "move the file")
}

// takeTitle takes what a title says. where is what it is the title of, name how --pass and --status name it: with its
// ending, for --status "cleaned=bounced" is about a word.
func (in *reader) takeTitle(t titleSign, where, name, otherwise string) {
	if said, ok := in.o.words[fold(name)]; ok && t.state != "" {
		if t.state = news.SubscriberState(said); t.state == news.SubscriberActive {
			return
		}
		t.words, t.sure = name, true
	}
	switch {
	case t.state == "" || in.o.passes(name):
	case t.sure:
		if in.out.floor = Lower(in.out.floor, t.state); in.out.floor == t.state {
			in.out.NameSays = Title{Where: where, Words: t.words, Option: name}
		}
	default:
		in.wrong(0, "", fmt.Sprintf("when it does not: %s, or %s; when everybody in it left, bounced or refused: %s",
			news.Option("pass", name), otherwise, news.Option("status", name+"=unsubscribed")),
			"The %s may say of everybody in it that he left, bounced or must not be written to (%q).", where, t.words)
	}
}

// Title is a title that gives everybody in a file a state.
type Title struct {
	Where  string // "file's name"
	Words  string
	Option string // how options name it
}

// containers are words for what holds a list: beside one in the name of a file or a folder a phrase stands apart, "log
// of refusals".
var containers = sync.OnceValue(func() wordSet {
	return newWordSet(`archive archives log logs register registry folder dir directory set batch dump sheet pool bin box
		архив архивы журнал журнала реестр перечень папка каталог учет учёт таблица реєстр перелік тека журнал мұрағат
		тізбе қалта журналы arşiv arşivi kayıt kaydı kayıtları klasör klasörü defteri dizin ordner register protokoll ablage
		archiv tabelle sammlung dossier registre tableau répertoire recueil carpeta registro tabla cartella registro archivio
		tabella elenco pasta tabela archiwum rejestr teczka katalog spis map archief tabel lista listado relación`)
})

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

// isOld reports whether words may be said of a copy of the list as well: "old", "eskiler", "old subscribers".
func isOld(words string) bool {
	all := wordsOf(words)
	return len(all) == 1 && olds().has(all[0]) ||
		slices.ContainsFunc(all, func(w string) bool { return slices.Contains([]string{"old", "alt", "alte"}, w) })
}

var olds = sync.OnceValue(func() wordSet {
	return newWordSet(`ancien anciens ancienne* antiguo* antigua* eski eskiler archives`)
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
func withoutUmlauts(f string) string {
	for i := 1; i < len(f); i++ {
		if f[i] == 'e' && strings.IndexByte("aou", f[i-1]) >= 0 {
			return umlauts.Replace(f)
		}
	}
	return f
}

var umlauts = strings.NewReplacer("ae", "a", "oe", "o", "ue", "u")

// inName is what stands in brackets in a name.
var inName = pattern(`\s*[(\[{]\s*([^()\[\]{}]+?)\s*[)\]}]`)

// remark reads what a person's name says of the state, "Ann Lee (ausgetreten)", and returns the name without it. said
// is whether a column says of him whether he gets mail: then only words that say so wherever they stand count.
func (in *reader) remark(p *Person, name, field string, said bool) string {
	if rest, ok := in.explainedName(p, name); ok {
		return rest
	}
	if !said {
		in.askMarked(p, name, field)
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
		case said, in.isSurname(s, name):
		case !oddCase(s.words, name) && (!s.says() || s.grade == gradeUnsure && !s.set): // "Robinson, Anne"
		case p.State == news.SubscriberActive || p.State == news.SubscriberPending:
			in.askName(p, s, field)
		}
	}
	return withoutSegments(name, cuts)
}

// askMarked asks about a name with a mark before it.
func (in *reader) askMarked(p *Person, name, field string) {
	sorted := false
	if strings.ToLower(name) == name {
		words := wordsOf(name)
		sorted = len(words) > 1 && isSortingMark(words[0]) // "zzz ann lee"
	}
	if (sorted || isMarked(name)) && rank(p.State) <= rank(news.SubscriberPending) {
		in.askName(p, sign{words: name}, field)
	}
}

// explainedName returns a name that the person explains, whole or what stands in brackets in it, without that.
func (in *reader) explainedName(p *Person, name string) (rest string, ok bool) {
	if len(in.o.words) == 0 {
		return "", false
	}
	if state := in.o.said(name); state != "" && name != "" {
		p.lower(news.SubscriberState(state), whyState("the name", name))
		return name, true
	}
	if m := inName().FindStringSubmatch(name); m != nil {
		if state := in.o.said(m[1]); state != "" {
			p.lower(news.SubscriberState(state), whyState("the name", name))
			return strings.TrimSpace(strings.Replace(name, m[0], "", 1)), true
		}
	}
	return "", false
}

// markedName is a name with a mark before it that crosses it out or sorts it to the end.
var markedName = pattern(`^(#|//|--|~|__|_*([xX]{2}_|[zZ]{2}[_-]|zz )|(ZZZ+|XXX+)\p{Lu}\p{Ll})`)

// endedName is a name with a life's span, or with the year in which somebody died or left: "Bob +2023", "Bob (d.
// 2023)", "Bob -2023". A telephone number has no year of four digits in it.
var endedName = pattern(`\(\s*\*?(18|19|20)\d\d\s*[-–—]\s*[+†]?\s*(19|20)\d\d\s*\)|` +
	`(^|[\s(\[,;/])(\+|[-–—]|(d|died|gest|verst|ум|умер|пом|қайт|ölüm|ö|m|mort|morta|zm|o|overl)\.?)\s*` +
	`(\d{1,2}[./-]\s?)?(\d{1,2}[./-]\s?)?(19|20)\d\d([\s)\],;.]|$)`)

// isMarked reports whether a name is one with a mark. Most have neither a digit nor begin with one.
func isMarked(name string) bool {
	return name != "" && strings.IndexByte("#/-~_xXzZ", name[0]) >= 0 && markedName().MatchString(name) ||
		strings.ContainsAny(name, "0123456789") && endedName().MatchString(name)
}

// isRemark reports whether a sign stands in brackets, or beside a dash or a colon, and nothing else with it.
func (s sign) isRemark() bool { return s.grade == gradeWeak && s.apart && s.set && !s.single }

// explained reports what the person says of the words of a sign.
func (in *reader) explained(s sign) (news.SubscriberState, bool) {
	state := cmp.Or(in.o.said(s.segment), in.o.said(s.words))
	return news.SubscriberState(state), state != ""
}

func (in *reader) askName(p *Person, s sign, field string) {
	in.wrong(p.Line, field, fmt.Sprintf("when it is a part of the name: %s; when it says so: %s; when no name of the "+
		"file says so: %s", news.Option("status", s.words+"=active"), news.Option("status", s.words+"=unsubscribed"),
		news.Option("pass", field)),
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
