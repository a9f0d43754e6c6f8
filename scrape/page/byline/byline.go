package byline

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
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
		"ein essay von", "pressemitteilung von", "im wortlaut von", "beitrag von", "blog beitrag von",
		"blogbeitrag von", "gespeichert von", "eingetragen von", "artikel von", "alle beiträge von",
		"zeige alle beiträge von", "protokoll:",
		"écrit par", "publié par", "auteur :", "auteur", "par", "escrito por", "publicado por", "escribe", "por:",
		"por", "di ", "a cura di", "door:", "door", "tekst:", "skriven av", "av", "napisał", "opracował", "oprac.",
		"oprac", "opracowanie:",
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
		"credit:", "graphic", "kamera:", "kamera :", "camera:", "cámara:", "câmera:", "caméra :", "caméra:", "schnitt:",
		"оператор:", "съемка:", "съёмка:", "скриншот", "تصوير:", "تصوير :", "تصویر:", "عکس:", "beeld:", "beeld ",
		"fot.",
		"zdjęcia:", "zdjęcie:", "kuva:", "kuvat:", "摄影：", "摄影:", "攝影：", "攝影:", "撮影：", "撮影:", "写真：", "写真:",
		"사진:", "사진 ", "촬영:", "צילום:",
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

// TrimByline takes the lead off a byline and reports whether it names an author's or a photo's.
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
