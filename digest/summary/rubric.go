package summary

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"attache/text"
)

// refusedRubric is told of what stands under or behind a label.
const refusedRubric = "it stands behind a label: a box, a claim that is checked, an entry of a list"

// The longest head of a label before a colon, in words and in characters; the most words of one that names no rubric.
const (
	rubricWords = 6
	rubricRunes = 40
	plainWords  = 3
)

// underRubric reports a paragraph that begins with a label and a colon: "Key points: …", "Claim: …", "3 March 2011: …".
func underRubric(s string) bool {
	head, rest, ok := cutHead(s)
	if !ok || head == "" || rest == "" {
		return false
	}
	low := apostrophes.Replace(strings.ToLower(strings.TrimSpace(head)))
	for _, r := range rubricHeads {
		if low == r || strings.HasPrefix(low, r+" ") {
			return true
		}
	}
	words := text.Words(head)
	if len(words) == 0 || len(words) > rubricWords || strings.ContainsAny(head, quotationMarks) {
		return false
	}
	if stamp(words) && strings.IndexFunc(head, unicode.IsDigit) >= 0 {
		return true
	}
	first, _ := utf8.DecodeRuneInString(rest)
	return len(words) <= plainWords && unicode.IsUpper(first) && !strings.ContainsAny(head, ",;()") &&
		strings.Count(s, ":") == 1
}

// cutHead parts a text at its first colon, when that stands near its beginning and parts words, or at a dash behind a
// date.
func cutHead(s string) (head, rest string, ok bool) {
	at := strings.IndexAny(s[:min(len(s), 4*rubricRunes)], ":：")
	if at > 0 && utf8.RuneCountInString(s[:at]) <= rubricRunes {
		_, size := utf8.DecodeRuneInString(s[at:])
		rest = s[at+size:]
		return s[:at], strings.TrimLeft(rest, " \u00a0"), size > 1 || strings.HasPrefix(rest, " ")
	}
	if m := datedEntry.FindStringIndex(s); m != nil {
		return strings.TrimRight(s[:m[1]], " –—-"), s[m[1]:], true
	}
	return "", "", false
}

// datedEntry is the day that an entry of a chronicle begins with.
var datedEntry = regexp.MustCompile(`^(?:\d{1,2}\.? )?\p{L}{3,}\.? \d{1,4}(?:, \d{4})? [–—-] `)

// rubricHeads are labels of boxes, of claims that are checked and of calls to look elsewhere, in lower case.
var rubricHeads = []string{
	"highlights", "key points", "key takeaways", "takeaways", "find out more", "at a glance", "in brief", "in short",
	"what we know", "what you need to know", "need to know", "what to know", "play video", "watch", "listen",
	"explained",
	"claim", "the claim", "verdict", "rating", "our verdict", "fact check", "fact-check", "timeline", "background",
	"das wichtigste", "darum geht's", "darum geht es", "kurz gesagt", "auf einen blick", "behauptung", "fazit",
	"zur person",
	"faktencheck", "hintergrund", "l'essentiel", "à retenir", "ce qu'il faut", "en bref", "en résumé", "repères",
	"contexte",
	"claves", "las claves", "en breve", "en resumen", "lo más importante", "ver también", "vea también", "afirmación",
	"contexto", "i punti chiave", "punti chiave", "in breve", "in sintesi", "guarda anche", "l'affermazione",
	"najważniejsze", "w skrócie", "zobacz także", "zobacz też", "twierdzenie", "in het kort", "samengevat",
	"bekijk ook",
	"bewering", "em resumo", "em síntese", "veja também", "pontos principais", "alegação", "головне", "коротко",
	"дивіться також", "що відомо", "твердження", "главное", "коротко о главном", "что известно", "что произошло",
	"смотрите также", "утверждение", "справка", "контекст", "öne çıkanlar", "özetle", "kısaca", "iddia", "ne oldu",
	"أبرز النقاط", "الادعاء", "ادعاء", "شاهد", "باختصار", "خلفية", "نكات مهم", "ادعا", "要点", "要點", "核心提示", "摘要",
	"延伸閱讀", "延伸阅读", "网传", "網傳", "传言", "背景", "ポイント", "あわせて読みたい", "要旨", "概要", "핵심 요약", "요약",
	"관련 기사", "주장", "det viktigaste", "i korthet", "läs också", "se också", "påstående", "басты жаңалық", "қысқаша",
	"кыскача", "qisqacha", "асосий", "essential reading", "fact file", "steckbrief",
	"chronologie", "zeittafel", "zeitleiste", "chronik", "cronología", "cronologia", "chronologia", "хронология",
	"хронологія",
	"kronoloji", "تسلسل زمني", "گاه\u200cشمار", "时间线", "時間線", "時間軸", "年表", "タイムライン", "연표", "tijdlijn", "tidslinje",
}

// claimLabels are headings under which a claim stands that the text checks, and boxes about another thing.
var claimLabels = text.WordSet(`claim behauptung allégation affermazione afirmación alegação утверждение твердження
	iddia ادعاء الادعاء ادعا 传言 網傳 网传 주장 påstående bewering twierdzenie`)

// labelled reports a heading or a line that says of the paragraph below that it is no part of the report: a claim that
// is checked, a box that tells where to find out more.
func labelled(s string) bool {
	if len(s) > rubricRunes*2 {
		return false
	}
	low := strings.ToLower(strings.Trim(s, " :：.!"))
	low = strings.TrimPrefix(low, "the ")
	return claimLabels[low] || low == "find out more" || low == "about the author" || low == "what was claimed" ||
		low == "about this series"
}

// pictureCredit is the credit of a picture in brackets at the end of its caption.
var pictureCredit = regexp.MustCompile(`(?i)\([^()]{0,60}(?:photo|foto|фото|picture|image|bild|getty|credit)` +
	`[^()]{0,60}\)\s*$`)

// beside reports a paragraph that is the caption of a picture, told by its credit, or tells where to hear more.
func beside(s string) bool {
	if len(s) > besideBytes {
		return false
	}
	if strings.HasSuffix(strings.TrimRight(s, " "), ")") && pictureCredit.MatchString(s) {
		return true
	}
	low := strings.ToLower(s)
	return strings.Contains(low, "download the podcast") || strings.Contains(low, "on iplayer") ||
		strings.Contains(low, "via iplayer")
}

// besideBytes is how long such a paragraph is at most.
const besideBytes = 600

// gluedHeading reports an English sentence whose beginning is the heading above it: "Economic Cooperation The
// presidents welcomed …", "Shared Security Recognizing the threat …".
func gluedHeading(s string) bool {
	words := strings.Fields(s[:min(len(s), 200)])
	for i, w := range words {
		r, _ := utf8.DecodeRuneInString(w)
		if i > 0 && i+1 < len(words) && i >= 2 && unicode.IsUpper(r) && beginsAgain(w, words[i+1]) {
			return true
		}
		if i > headingMost || !unicode.IsUpper(r) && !headingSmall[w] || strings.ContainsAny(w, ",.:;'’") {
			return false
		}
	}
	return false
}

// headingMost is how many words a heading has at most that is glued to a sentence.
const headingMost = 7

var (
	// headingSmall are the small words of headings in which the others have capitals.
	headingSmall = text.WordSet(`of and in for the to on with through at by from a an`)
	// sentenceFirst begin sentences and stand in no name behind other words.
	sentenceFirst = text.WordSet(`The A An This These We It They He She After When While Since Although Both As`)
	// preambleFirst begin the sentences of joint statements.
	preambleFirst = text.WordSet(`United Committed Determined Convinced Guided Inspired Concerned Aware Mindful`)
)

// beginsAgain reports whether a word with a capital letter, within a row of such words, begins a sentence of its own.
func beginsAgain(w, next string) bool {
	if r, _ := utf8.DecodeRuneInString(next); !unicode.IsLower(r) {
		return false
	}
	switch {
	case sentenceFirst[w]:
		return true
	case preambleFirst[w]:
		return next == "in" || next == "by" || next == "to" || next == "of" || next == "about" || next == "that"
	case len(w) > len("aing") && strings.HasSuffix(w, "ing"):
		return next == "the" || next == "our" || next == "their" || next == "its" || next == "that" || next == "all"
	}
	return false
}

// rights reports a notice of rights, of a site's registration or of banned organisations, of any length; what stands in
// brackets within a report is not meant.
func rights(low string) bool {
	if !containsAny(low, rightsParts) {
		return false
	}
	return containsAny(brackets.ReplaceAllString(low, ""), rightsParts)
}

var brackets = regexp.MustCompile(`\([^()]*\)`)

// rightsParts stand in such notices.
var rightsParts = []string{
	"все права защищены", "все права на материалы", "использование материалов", "перепечатка материалов",
	"запрещена на территории рос", "запрещены на территории рос", "запрещена на территории рф",
	"запрещены на территории рф",
	"запрещенные в россии", "запрещённые в россии", "запрещенных в рос", "запрещённых в рос",
	"признана нежелательной на территории", "признаны нежелательными на территории",
	"признана экстремистской и запрещена",
	"признаны экстремистскими", "зарегистрировано роскомнадзором", "зарегистрировано федеральной службой",
	"свидетельство о регистрации", "эл № фс", "эл №фс", "иностранных агентов", "гиперссылка", "гиперссылки на",
	"цитируемого блока",
	"all rights reserved", "alle rechte vorbehalten", "tous droits réservés", "todos los derechos reservados",
	"tutti i diritti riservati", "todos os direitos reservados", "wszelkie prawa zastrzeżone", "всі права захищен",
	"усі права захищен", "barcha huquqlar", "барлық құқықтар қорғал", "جميع الحقوق محفوظة",
	"版权所有", "版權所有", "無断転載", "무단 전재", "무단전재", "alla rättigheter förbehåll", "alle rechten voorbehouden",
	"not responsible for the content of external", "reproduction without permission", "republished without permission",
}
