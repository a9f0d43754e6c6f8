package summary

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"attache/text"
)

// fit reports whether a sentence may stand in a summary by itself.
func fit(s *Sentence, words []string) bool {
	m := &s.marks
	first, _ := utf8.DecodeRuneInString(s.Text)
	switch {
	case s.words < 4 || s.words > 120, m.runes < 15:
		return false
	case m.colon, m.link, m.half, strings.ContainsRune("*•▪■", first), turn(s.Text), strings.HasSuffix(s.Text, ";"):
		return false
	case m.lower && s.within > 0: // a splitter's mistake or a fragment
		return false
	case len(s.terms) < 2, stamp(words):
		return false
	case s.words < 25 && boilerplate(s.Text):
		return false
	case strings.Count(s.Text, "|") > 1 || strings.Count(s.Text, "/") > 4:
		return false
	}
	return true
}

// turn reports whether a sentence is an entry of a list or a turn of a dialogue: it begins with a dash and a space.
func turn(s string) bool {
	rest := strings.TrimLeft(s, "—–-−")
	return len(rest) < len(s) && strings.HasPrefix(rest, " ")
}

// boilerplate reports whether a sentence belongs to what stands around an article's text: bylines, credits, captions,
// invitations to read on or to subscribe, and word that there was no word.
func boilerplate(s string) bool {
	low := strings.ToLower(s)
	for _, p := range boilerplateStarts {
		if strings.HasPrefix(low, p) {
			return true
		}
	}
	for _, p := range boilerplateParts {
		if strings.Contains(low, p) {
			return true
		}
	}
	return strings.HasPrefix(s, "By ") && byline(s[len("By "):])
}

// byline reports whether what follows "By" is nothing but names and titles: every word of some length has a capital
// letter.
func byline(s string) bool {
	for w := range strings.FieldsSeq(s) {
		r, _ := utf8.DecodeRuneInString(w)
		if unicode.IsDigit(r) || unicode.IsLower(r) && utf8.RuneCountInString(w) > 3 {
			return false
		}
	}
	return true
}

// head reports whether what stands before an article's first sentence is no part of it: a byline, a date, or a line of
// a few words without a stop of its own.
func head(s *Sentence, words []string) bool {
	return s.words < 4 && (s.marks.apart || !s.marks.stop) || s.words < 25 && (boilerplate(s.Text) || stamp(words))
}

// stamp reports whether words are nothing but a time and a date.
func stamp(words []string) bool {
	for _, w := range words {
		r, _ := utf8.DecodeRuneInString(w)
		if !unicode.IsDigit(r) && !stampWords[w] && !months[text.Prefix(w, 3)] {
			return false
		}
	}
	return true
}

// stampWords stand in times beside numbers and months.
var stampWords = text.WordSet(`est edt gmt bst utc pst pdt cet cest msk am pm updated published last at on january
	february march april may june july august september october november december
	jan feb mar apr jun jul aug sept sep oct nov dec`)

// boilerplateStarts and boilerplateParts are wordings seen on the outlets of the starter catalogue, in lower case.
var (
	boilerplateStarts = []string{
		"published", "updated:", "last updated", "photo:", "photos:", "photo by", "photos by", "photo credit", "image:",
		"image credit", "picture:", "file photo",
		"figure ", "fig. ", "video:", "watch:", "read more", "read also", "read next", "see also", "also read",
		"click here", "follow us", "sign up", "subscribe", "share this",
		"advertisement", "scroll down", "copyright", "©", "all rights reserved", "source:", "sources:", "contact:",
		"for more information", "for further information",
		"media playback", "thank you for following", "thanks for following", "thank you for reading",
		"thanks for reading", "this live blog", "our live coverage", "this article was", "this article is",
		"this article first", "editor's note", "editor’s note", "editors' note", "correction:", "clarification:",
		"(reporting by", "(editing by", "(writing by", "additional reporting by", "importance:", "details to follow",
		"this page is updated",
		"please refer to the attached", "country:",
		"фото:", "фото ", "фотограф", "видео:", "источник:", "читайте также", "читайте ещё", "читайте еще",
		"смотрите также", "подписывайтесь", "подписаться", "следите за",
		"материалы по теме", "автор:", "реклама", "поделиться", "опубликовано", "обновлено", "спасибо, что были",
		"спасибо, что следили", "наша трансляция", "на этом мы завершаем", "на этом трансляция",
		"от редакции:", "примечание редакции", "все права на материал", "все права защищены",
		"использование материалов", "признаны террористическими и запрещены",
		"при использовании материалов", "усі права", "всі права захищено", "читайте також", "джерело:",
		"сурет:", "суретте", "барлық құқықтар қорғалған",
		"материалдарды пайдалан", "дереккөз", "оқыңыз", "сондай-ақ оқыңыз", "тағы оқыңыз", "жазылыңыз", "бөлісу",
		"бізбен бірге болғаныңызға", "булак:", "сүрөт:",
		"fotoğraf", "foto:", "kaynak:", "haber:", "video:", "ayrıca bkz", "ayrıca oku", "abone ol", "bizi takip",
		"devamını oku", "güncelleme:", "yayınlan", "canlı anlatımımız", "bizi izlediğiniz",
		"editörün notu", "tüm hakları saklı", "her hakkı saklı",
		"(bericht von", "(reportage", "(von ", "anmerkung der redaktion", "hinweis der redaktion", "lesen sie auch",
		"alle rechte vorbehalten", "note de la rédaction", "lire aussi", "tous droits réservés", "crédit photo",
		"crédits photo",
		"nota del editor", "nota de la redacción", "lea también", "lee también", "todos los derechos reservados",
		"leggi anche", "leia também", "czytaj także",
	}
	boilerplateParts = []string{
		"appeared first on", "contributed to this report", "se publicó primero en", "est apparu en premier sur",
		"erschien zuerst auf", "getty images", "last updated at", "(photo", "(pictured", "afp photo", "reuters/",
		"file photo)", "declined to comment", "request for comment", "requests for comment", "отказался комментировать",
		"отказалась комментировать", "отказались комментировать",
		"от комментариев отказ", "воздержался от комментари", "yorum yapmaktan kaçın", "yorum yapmadı",
		"пікір білдіруден бас тарт",
	}
)
