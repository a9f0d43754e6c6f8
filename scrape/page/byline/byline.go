package byline

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"attache/scrape/page/dom"
	"attache/text"
)

// Leads is a set of what a line or a name begins with.
type Leads uint8

// The leads.
const (
	LeadAuthor Leads = 1 << iota // "by" or the like
	LeadHelper                   // who checked, edited or translated, and where it is from: "reviewed by", "source:"
	LeadPhoto                    // "photo" or the like
	LeadLabel                    // any word and a colon
)

// bylineLeads are what a byline begins with, lower case.
var bylineLeads = indexLeads(map[Leads][]string{
	LeadAuthor: {
		"written by", "posted by", "published by", "reported by", "story by", "words by", "article by", "text by",
		"submitted by", "created by", "authored by", "contributed by", "interview by", "posts by", "view all posts by",
		"all posts by", "articles by",
		"by:", "by", "author:", "authors:", "author", "words:", "reporting by", "written and edited by",
		"text & photos:", "text", "interview:",
		"ein beitrag von", "ein artikel von", "geschrieben von", "verfasst von", "veröffentlicht von", "autor:in",
		"autorin:", "autoren:", "autor:", "autorin", "autor", "text und fotos:", "text & fotos:", "text:", "von:",
		"von", "aus ",
		"erstellt von", "eingestellt von", "kommentar von", "ein kommentar von", "interview von", "gastbeitrag von",
		"ein gastbeitrag von", "analyse von", "eine analyse von", "kolumne von", "eine kolumne von", "essay von",
		"ein essay von", "pressemitteilung von", "im wortlaut von", "beitrag von", "artikel von", "alle beiträge von",
		"zeige alle beiträge von", "protokoll:",
		"écrit par", "publié par", "auteur :", "auteur", "par", "escrito por", "publicado por", "escribe", "por:",
		"por", "di ", "a cura di", "door:", "door", "tekst:", "skriven av", "av", "napisał", "opracował",
		"autor tekstu:",
		"авторы:", "автор:", "авторы", "автор", "текст:", "подготовил", "подготовила", "опубликовал", "корреспондент",
		"yazan:", "yazar:", "yazan", "yazar", "haber:", "muhabir:",
		"авторлар:", "автор :", "мақала авторы", "дайындаған", "müəllif:", "muallif:",
		"авторлары:", "мәтін:", "мәтінді дайындаған", "әзірлеген", "сұхбаттасқан", "жазған:", "avtor:", "mátin:",
		"daıyndaǵan", "даярдаган", "жазган:", "муаллиф:", "тайёрлади:", "tayyorladi:", "аўтар:", "тэкст:",
		"подготувала", "підготував",
		"نویسنده:", "خبرنگار:", "گزارش:", "كتب:", "كتبت:", "كتب", "كتبت", "الكاتب:", "إعداد:", "بقلم:", "بقلم", "作者：",
		"作者:", "文：", "本报记者", "记者", "記者", "מאת:", "מאת",
	},
	LeadHelper: {
		"medically reviewed by", "reviewed by", "fact checked by", "fact-checked by", "edited by", "updated by",
		"translated by", "expert reviewed by", "technically reviewed by", "legally reviewed by", "editor:", "editor :",
		"editor", "translation:",
		"übersetzt von", "übersetzung:", "aus dem englischen von", "redaktion:", "bearbeitet von", "geprüft von",
		"перевод:", "редактор:", "перевела", "перевел", "traduit par", "traducido por", "çeviri:", "editör:",
		"аударған", "редакторы:",
		"source:", "sources:", "quelle:", "quellen:", "источник:", "дереккөз:", "derekkóz:", "kaynak:", "mənbə:",
		"manba:", "манба:", "джерело:", "крыніца:", "булак:", "манбаъ:", "منبع:", "المصدر:", "来源：", "来源:", "责任编辑：",
		"责任编辑:", "編輯：", "编辑：", "编辑:",
	},
	LeadPhoto: {
		"photo", "foto", "фото", "image", "bild", "photograph", "illustration", "video", "сурет", "fotoğraf",
		"credit:", "graphic",
	},
})

type leadEntry struct {
	text string
	kind Leads
}

// indexLeads sorts leads by their first byte, the longest first.
func indexLeads(byKind map[Leads][]string) *[256][]leadEntry {
	var t [256][]leadEntry
	for kind, texts := range byKind {
		for _, s := range texts {
			t[s[0]] = append(t[s[0]], leadEntry{s, kind})
		}
	}
	for i := range t {
		slices.SortFunc(t[i], func(a, b leadEntry) int {
			return cmp.Or(cmp.Compare(len(b.text), len(a.text)), cmp.Compare(a.text, b.text))
		})
	}
	return &t
}

// CutLead takes the lead off a byline; a photo's stays. kind is 0 when there is none.
func CutLead(s string) (rest string, kind Leads) {
	s = strings.TrimLeft(s, " \t—–-•|·*&+")
	if s == "" {
		return s, 0
	}
	first, _ := utf8.DecodeRuneInString(s)
	for _, p := range bylineLeads[firstByte(unicode.ToLower(first))] {
		if len(p.text) > len(s) || !strings.EqualFold(s[:len(p.text)], p.text) {
			continue
		}
		if p.kind == LeadPhoto {
			return s, LeadPhoto
		}
		rest := s[len(p.text):]
		r, _ := utf8.DecodeRuneInString(rest)
		last, _ := utf8.DecodeLastRuneInString(p.text)
		if unicode.IsLetter(r) && unicode.IsLetter(last) && !unicode.Is(unicode.Han, last) {
			continue
		}
		return strings.TrimLeft(rest, " :\t-–"), p.kind
	}
	return s, 0
}

// TrimByline takes the lead off a byline and tells whether it names an author's or a photo's.
func TrimByline(s string) (rest string, led, photo bool) {
	rest, kind := CutLead(s)
	return rest, kind == LeadAuthor, kind == LeadPhoto
}

// firstByte is the first byte of a character in UTF-8.
func firstByte(r rune) byte {
	var b [utf8.UTFMax]byte
	utf8.EncodeRune(b[:], r)
	return b[0]
}

var nameSplitter = strings.NewReplacer(
	" | ", "\n", "|", "\n", " • ", "\n", "•", "\n", " · ", "\n", "·", "\n", ";", "\n", " – ", "\n", " — ", "\n", " - ",
	"\n", "، ", "\n", "、", "\n", " / ", "\n", "/", "\n",
	", ", "\n", ",", "\n", " and ", "\n", " & ", "\n", " und ", "\n", " et ", "\n", " y ", "\n", " и ", "\n", " ve ",
	"\n", " және ", "\n", " with ", "\n", " mit ", "\n", " AND ", "\n", " UND ", "\n", " for ", "\n", " für ", "\n",
	" on ", "\n", " | ", "\n", "(", "\n", ")", "\n", " in ", "\n", " from ", "\n", " aus ", "\n", "\t", "\n",
)

// Name is a piece of a byline that may be a name, and what stood before it.
type Name struct {
	Name   string
	Before Leads
}

// SplitNames cuts a byline into names. Dates, addresses and whole sentences are left out.
func SplitNames(raw string) []Name {
	s := dom.Squeeze(raw)
	if strings.HasPrefix(s, "http") || strings.HasPrefix(s, "@http") || len(s) > 400 {
		return nil
	}
	var names []Name
	var all Name // what stands before the whole line
	s = all.trim(all.trim(s))
	for _, p := range strings.Split(nameSplitter.Replace(s), "\n") {
		part := all
		p = part.trim(strings.TrimSpace(p))
		if k := strings.IndexAny(p, ":："); k > 0 && strings.Count(p[:k], " ") < 3 {
			_, size := utf8.DecodeRuneInString(p[k:])
			p = p[k+size:]
			part.Before |= LeadLabel
		}
		if part.Name = tidyName(p); !nameLike(part.Name) {
			continue
		}
		if names = append(names, part); len(names) == 12 {
			break
		}
	}
	return names
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
	p = strings.TrimPrefix(strings.Trim(p, " \t.,:;-–—*\"'“”„«»<>[]&"), "and ")
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
	if !ok || len(last) < 3 || !FirstNames[first] {
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
