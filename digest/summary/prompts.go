package summary

import (
	"strings"
	"unicode/utf8"

	"attache/news"
	"attache/text"
)

// Reasons of this file.
const (
	refusedAsks   = "it is a question without its mark, which the article answers"
	refusedInside = "it stands inside a quotation that does not say there whose words it has"
)

// askHead is more letters than such a beginning has.
const askHead = 18

// promptMost is how many words a question without its mark has at most.
const promptMost = 18

// asking are the words with which a question begins, by language, of two words the first; and what makes a sentence of
// it: a comma, or one of the verbs.
type asking struct{ heads, verbs []string }

var askings = map[string]asking{
	"en": {
		[]string{"what ", "why ", "how ", "who ", "where ", "whether "},
		[]string{
			" is ", " are ", " remains ", " remain ", " isn't ", " was not ", " matters ", " depends ", " will be ", " has yet ",
			" may ", " could ", " would ", " follows ", " happened ",
		},
	},
	"de": {
		[]string{"was ", "wie ", "warum ", "wieso ", "weshalb ", "wer ", "wo ", "welche ", "welcher ", "wohin ", "woran "},
		[]string{" ist unklar", " bleibt ", " ist offen", " ist nicht ", " ist bekannt", " steht fest", " ist ungewiss"},
	},
	"fr": {
		[]string{"ce que ", "ce qu'", "ce qui ", "pourquoi ", "comment ", "quelles ", "quels ", "qui "},
		[]string{" est ", " n'est ", " c'est ", " reste ", " sont ", " a été "},
	},
	"es": {
		[]string{"qué ", "por qué ", "cómo ", "quién ", "quiénes ", "cuál ", "cuáles ", "dónde "},
		[]string{" es ", " no está ", " sigue ", " queda ", " depende "},
	},
	"it": {
		[]string{"che cosa ", "cosa ", "perché ", "come ", "chi ", "quali ", "dove "},
		[]string{" è ", " resta ", " rimane ", " non si sa", " dipende "},
	},
	"pt": {
		[]string{"o que ", "por que ", "como ", "quem ", "quais "},
		[]string{" é ", " não está ", " permanece ", " continua ", " depende "},
	},
	"pl": {
		[]string{"co ", "dlaczego ", "jak ", "kto ", "gdzie "},
		[]string{" jest ", " nie wiadomo", " pozostaje ", " zależy "},
	},
	"nl": {
		[]string{"wat ", "waarom ", "hoe ", "wie "},
		[]string{" is ", " blijft ", " zijn "},
	},
	"sv": {[]string{"vad ", "varför ", "hur ", "vem "}, []string{" är ", " återstår "}},
	"ru": {
		[]string{"что ", "почему ", "как ", "кто ", "зачем ", "чем ", "где "},
		[]string{" неизвестно", " неясно", " остаётся ", " остается ", " не сообщ", " не уточн", " зависит ", "—", " – "},
	},
	"uk": {
		[]string{"що ", "чому ", "як ", "хто ", "навіщо ", "чим "},
		[]string{" невідомо", " неясно", " залишається ", " не повідом", " залежить ", "—", " – "},
	},
	"tr": {[]string{"işte "}, nil},
	"ar": {[]string{"ماذا ", "لماذا ", "كيف ", "ما وراء "}, []string{" غير واضح", " مجهول"}},
	"fa": {[]string{"چرا ", "چگونه "}, []string{" است", " نیست"}},
}

// leads are what stands before such a question: "Read how …", "Here is why …".
var leads = []string{
	"read ", "watch ", "listen ", "learn ", "here is ", "here's ", "this is ", "lesen sie, ", "hier lesen sie, ", "voici ",
	"lire ", "lee ", "leggi ", "leia ", "czytaj ", "узнайте, ", "читайте, ", "дізнайтеся, ",
}

// asks reports a question without its mark, which only a caption or a teaser is: "What lies behind the tanker.", "Was
// hinter dem Tanker steckt.", "Почему голосование важно."
func asks(s, lang string) bool {
	a, ok := askings[lang]
	if !ok {
		return false
	}
	head := apostrophes.Replace(strings.ToLower(text.Prefix(s, askHead)))
	if !hasAnyPrefix(head, a.heads) && !hasAnyPrefix(head, leads) || strings.ContainsAny(s, quotationMarks) {
		return false
	}
	low := apostrophes.Replace(strings.ToLower(s))
	if lang == "de" && guestsKnow(low, a.heads) {
		return true
	}
	n := strings.Count(low, " ")
	if n >= promptMost || strings.ContainsAny(low, ":;?!؟") {
		return false
	}
	for _, l := range leads {
		if rest, ok := strings.CutPrefix(low, l); ok && hasAnyPrefix(rest, a.heads) {
			return true
		}
	}
	if !hasAnyPrefix(low, a.heads) || strings.ContainsAny(low, ",،") {
		return false
	}
	if lang == "en" {
		low = relatives.Replace(low)
	}
	return !containsAny(low, a.verbs)
}

// relatives hide the verbs of relative clauses.
var relatives = strings.NewReplacer(" that is ", " ", " that are ", " ", " who is ", " ", " who are ", " ",
	" which is ", " ",
	" that was ", " ", " that will be ", " ", " that could ", " ", " that would ", " ", " that may ", " ")

// guestsKnow reports a German sentence that names who answers a question: "Wie es weitergeht, weiß Thomas Jäger."
func guestsKnow(low string, heads []string) bool {
	if !hasAnyPrefix(low, heads) {
		return false
	}
	at := strings.LastIndex(low, ", ")
	if at < 0 || strings.Count(low[at:], " ") > 7 {
		return false
	}
	return hasAnyPrefix(low[at+2:], []string{
		"weiß ", "weiss ", "erklärt ", "analysiert ", "schildert ", "verrät ", "erläutert ", "beschreibt ", "zeigt ",
	})
}

// mostInside is how many bytes the rest of a block may have in which a quotation ends.
const mostInside = 4 << 10

// refuseInside refuses the sentences of a block that stand inside a quotation longer than is kept in one piece: from
// the second on they do not show that they are one's words.
func (d *Document) refuseInside(b news.Block, at, first int) {
	mark := strings.IndexAny(b.Text, quotationMarks)
	if mark < 0 || len(d.Sentences)-first <= 1 {
		return
	}
	for i := first; i < len(d.Sentences); i++ {
		s := &d.Sentences[i]
		from, to := s.Start-at, s.End-at
		if !s.Fit || from <= mark || to > len(b.Text) || openBefore(b.Text[:from]) == 0 {
			continue
		}
		rest := b.Text[to:min(len(b.Text), to+mostInside)]
		if strings.ContainsAny(rest, quotationMarks) && !strings.ContainsAny(s.Text, quotationMarks) && closesFirst(rest) {
			s.refuse(refusedInside)
		}
	}
}

// openBefore counts the quotations that begin in a text and do not end in it; what ends without a beginning is passed
// over.
func openBefore(s string) int {
	open, german := 0, false
	before := ' '
	for _, r := range s {
		switch r {
		case '«', '„':
			if r == '«' && (unspaced(before) || open > 0) && open > 0 { // »…« of German: it ends there
				open--
			} else {
				open++
				german = german || r == '„'
			}
		case '“':
			if german {
				open, german = max(0, open-1), false
			} else {
				open++
			}
		case '»':
			if open == 0 && !unspaced(before) { // »…« of German: it begins there
				open++
			} else {
				open = max(0, open-1)
			}
		case '”':
			open, german = max(0, open-1), false
		case '"':
			if open > 0 && unspaced(before) {
				open--
			} else if !unspaced(before) {
				open++
			}
		}
		before = r
	}
	return open
}

// unspaced reports a character behind which no quotation begins.
func unspaced(r rune) bool { return !strings.ContainsRune(" \n\t\u00a0([—–-:", r) }

// closesFirst reports that of the quotation marks in a text the first one ends a quotation.
func closesFirst(s string) bool {
	at := strings.IndexAny(s, "«»“”„\"")
	if at < 0 {
		return false
	}
	r, _ := utf8.DecodeRuneInString(s[at:])
	before, _ := utf8.DecodeLastRuneInString(s[:at])
	switch r {
	case '”':
		return true
	case '„':
		return false
	case '»': // of « … »; of » … « it begins
		return unspaced(before) || !startsWithLetter(s[at+len("»"):])
	}
	return at > 0 && unspaced(before)
}

// editors mark a paragraph as the editors' own.
var editors = []string{
	"editor's note", "editors' note", "편집자주", "편집자 주", "編集部注", "編輯按", "编者按", "от редакции", "прим. ред",
	"примечание редакции", "від редакції", "редакциядан", "anm. d. red", "anmerkung der redaktion", "note de la rédaction",
	"ndlr", "nota del editor", "nota de la redacción", "nota della redazione", "ndr", "nota da redação", "od redakcji",
	"editörün notu", "editör notu", "redaktionens anmärkning", "ملاحظة المحرر", "یادداشت سردبیر",
}

// editorWithin is how many bytes from an end of a paragraph such a mark stands.
const editorWithin = 60

// byEditors reports a paragraph that begins or ends with a mark of the editors.
func byEditors(s string) bool {
	head, tail := s[:min(len(s), editorWithin)], s[max(0, len(s)-editorWithin):]
	low := apostrophes.Replace(strings.ToLower(head))
	for _, e := range editors {
		if strings.HasPrefix(strings.TrimLeft(low, "[(*（【<‹« "), e) {
			return true
		}
	}
	low = apostrophes.Replace(strings.ToLower(strings.ToValidUTF8(tail, "")))
	at := strings.LastIndexAny(low, "[(（【<")
	return at >= 0 && containsAny(low[at:], editors)
}

// refuseOtherSpeakers refuses, in a transcript with several speakers, what others say than the one whom the headline
// names first.
func (d *Document) refuseOtherSpeakers(a *news.Article) {
	if !d.turns {
		return
	}
	title := text.Fold(a.Title)
	best, chosen := len(title), ""
	for _, b := range a.Blocks {
		if name := turnOf(b.Text); name != "" {
			if at := strings.Index(title, name); at >= 0 && at < best {
				best, chosen = at, name
			}
		}
	}
	if chosen == "" {
		return
	}
	at, now, k := 0, "", 0
	for i, b := range a.Blocks {
		if i > 0 {
			at += len("\n\n")
		}
		if name := turnOf(b.Text); name != "" {
			now = name
		}
		for k < len(d.Sentences) && d.Sentences[k].Start < at+len(b.Text) {
			if now != "" && now != chosen && !namesSpeaker(&d.Sentences[k]) {
				d.Sentences[k].refuse(refusedAnswer)
			}
			k++
		}
		at += len(b.Text)
	}
}

// speechTitles begin the headlines of what somebody said, word for word.
var speechTitles = []string{
	"remarks by ", "remarks as ", "transcript", "press briefing", "press gaggle", "speech by ",
	"address by ", "joint press conference",
}

// refuseTalk refuses, in what somebody said word for word, what is said to those who hear it, and what goes on
// speaking.
func (d *Document) refuseTalk(a *news.Article) {
	if d.Language != "en" || !hasAnyPrefix(strings.ToLower(a.Title), speechTitles) {
		return
	}
	for i := range d.Sentences {
		s := &d.Sentences[i]
		low := " " + strings.Join(text.Words(s.Text), " ") + " "
		if strings.Contains(low, " you ") || strings.Contains(low, " your ") || hasAnyPrefix(low, talkStarts) {
			s.refuse(refusedAddress)
		}
	}
}

// talkStarts begin sentences of speech that no writer begins with.
var talkStarts = []string{
	" and ", " so ", " well ", " but ", " not ", " because ", " okay ", " look ",
	" now ", " or ", " which ",
}

// turnOf returns the last word of the name in capitals that begins a turn of a transcript, folded; "" = it is none.
func turnOf(s string) string {
	if !speaker(s) {
		return ""
	}
	head, _, _ := strings.Cut(s, ":")
	words := text.Words(head)
	if len(words) == 0 {
		return ""
	}
	return words[len(words)-1]
}
