package summary

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"attache/news"
	"attache/text"
)

// Reasons of this file.
const (
	refusedAnswer = "it is an answer of an interview, whose speaker it does not name"
	refusedQuoted = "it stands in a quotation block that does not say whose words it has"
)

// The fewest questions of an interview, and the most words of one.
const (
	fewestQuestions = 2
	questionWords   = 70
	// blocksAQuestion is how many blocks an interview has for each question, at most: a text that asks its readers
	// something here and there has more
	blocksAQuestion = 10
)

// addressed are the words by which an interviewer speaks to whom he asks.
var addressed = map[string]map[string]bool{
	"en": text.WordSet(`you your you're you've you'd`), "fr": text.WordSet(`vous votre vos`),
	"es": text.WordSet(`usted ustedes le tú te tu cree piensa`),
	"it": text.WordSet(`lei vi voi suo sua secondo crede pensa`),
	"pt": text.WordSet(`você senhor senhora vocês seu sua`),
	"ru": text.WordSet(`вы вас вам вами ваш ваша ваше ваши вашей`),
	"uk": text.WordSet(`ви вас вам вами ваш ваша ваше ваші`), "be": text.WordSet(`вы вас вам ваш ваша ваша`),
	"kk": text.WordSet(`сіз сіздің сізге сіздер сіздіңше`), "ky": text.WordSet(`сиз сиздин сизге сиздер сиздинче`),
	"tr": text.WordSet(`siz sizin sizce size sizi`), "az": text.WordSet(`siz sizin sizcə sizə`),
	"uz": text.WordSet(`siz sizning sizga sizningcha`), "pl": text.WordSet(`pan pani pana panu państwo państwa`),
	"nl": text.WordSet(`u uw jij je jullie`), "sv": text.WordSet(`du dig ni er din`), "da": text.WordSet(`du dig de dem`),
	"no": text.WordSet(`du deg dere din`), "cs": text.WordSet(`vy vás vám vaše váš vaši podle`),
	"hu": text.WordSet(`ön önök önt önnek maga`), "ro": text.WordSet(`dumneavoastră dvs credeți vedeți`),
	"fa": text.WordSet(`شما`), "he": text.WordSet(`אתה את אתם לך שלך`), "el": text.WordSet(`σας εσείς`),
	"ar": text.WordSet(`أنت أنتم رأيك برأيك لكم ترى ترون`), "bg": text.WordSet(`вие вас ви ваш ваша`),
	"sr": text.WordSet(`ви вас вам ваш ваша vi vas vam vaš`), "hi": text.WordSet(`आप आपको आपका आपकी आपके`),
	"ur": text.WordSet(`آپ`),
}

// saysWho reports a headline that is a quotation and names whose words it has, which then are those below it, too:
// «…»: тренер Гросс о …
func saysWho(title string) bool {
	from, to := strings.IndexAny(title, quotationMarks), strings.LastIndexAny(title, quotationMarks)
	if from < 0 || 3*(to-from) < len(title) {
		return false
	}
	_, size := utf8.DecodeRuneInString(title[to:])
	outside := title[:from] + " " + title[to+size:]
	return strings.Contains(outside, ":") && slices.ContainsFunc(strings.Fields(outside), startsUpper)
}

// refuseAnswers refuses what is said in an interview from the first question on: the paragraphs there are the words of
// somebody whom they do not name. What names a speaker, or stands in quotation marks beside one, is quoted as
// elsewhere.
func (d *Document) refuseAnswers(a *news.Article) {
	first, ok := d.interview(a)
	if !ok || saysWho(a.Title) {
		return
	}
	for i := range d.Sentences {
		s := &d.Sentences[i]
		if s.Start > first && !namesSpeaker(s) {
			s.refuse(refusedAnswer)
		}
	}
}

// namesSpeaker reports a sentence with a quotation in marks and a verb of saying.
func namesSpeaker(s *Sentence) bool {
	return s.marks.speech && s.marks.quotes > 0
}

// interview reports whether an article is one, and where its first question stands: two paragraphs or more are
// questions to somebody, and others answer them.
func (d *Document) interview(a *news.Article) (first int, ok bool) {
	at, asked, to, answered, rest := 0, 0, 0, 0, 0
	behind := false
	first = -1
	for i, b := range a.Blocks {
		if i > 0 {
			at += len("\n\n")
		}
		switch {
		case question(b.Text):
			if first < 0 {
				first, rest = at, len(a.Blocks)-i
			}
			asked++
			behind = true
			if d.speaksTo(b.Text) || named(b.Text) || i+1 < len(a.Blocks) && named(a.Blocks[i+1].Text) {
				to++
			}
		case behind && (b.Kind == news.Paragraph || b.Kind == news.Quotation || b.Kind == ""):
			answered++
			behind = false
		default:
			behind = behind && b.Kind == news.Heading
		}
		at += len(b.Text)
	}
	return first, asked >= fewestQuestions && asked*blocksAQuestion >= rest && answered >= fewestQuestions &&
		(2*to >= asked || to > 0 && wholeQuotation(a.Title))
}

// wholeQuotation reports a headline of which most is a quotation, as interviews have.
func wholeQuotation(title string) bool {
	from, to := strings.IndexAny(title, quotationMarks), strings.LastIndexAny(title, quotationMarks)
	return from >= 0 && 2*(to-from) > len(title)
}

// The most words and bytes of a speaker's name before a colon.
const (
	speakerWords = 4
	speakerBytes = 48
)

// named reports a paragraph that begins with who speaks: "SRF News: …", "Thomas Jäger: …".
func named(s string) bool {
	head, _, ok := strings.Cut(s[:min(len(s), speakerBytes)], ": ")
	if !ok || strings.Count(head, " ") >= speakerWords {
		return false
	}
	for w := range strings.FieldsSeq(head) {
		if !startsUpper(w) && !particles[w] {
			return false
		}
	}
	return true
}

// question reports a paragraph that ends with a question and is not long.
func question(s string) bool {
	s = strings.TrimRight(s, " »”“\"'’)")
	last, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune("?؟？;", last) && (last != ';' || unicode.In(firstRune(s), unicode.Greek)) &&
		strings.Count(s, " ") < questionWords
}

// speaksTo reports a question that addresses somebody: by a word for it, in German by "Sie" within a sentence, in
// scripts without spaces by the words anywhere; a language that drops such words is believed.
func (d *Document) speaksTo(s string) bool {
	switch d.Language {
	case "de":
		for _, w := range [...]string{" Sie", " Ihnen", " Ihr", " Ihre", " du ", " dir "} {
			if at := strings.Index(s, w); at > 0 && !startsWithLetter(s[at+len(w):]) &&
				!strings.ContainsRune(".?!:", rune(s[at-1])) {
				return true
			}
		}
		return false
	case "zh":
		return strings.ContainsAny(s, "你您")
	case "ja":
		return strings.HasSuffix(strings.TrimRight(s, "?？"), "か")
	case "ko":
		return strings.HasSuffix(strings.TrimRight(s, "?？"), "까") || strings.HasSuffix(strings.TrimRight(s, "?？"), "요")
	}
	set, known := addressed[d.Language]
	if !known {
		return true
	}
	for _, w := range text.Words(s) {
		if set[w] {
			return true
		}
	}
	return false
}

// refuseBlockQuotations refuses the sentences of quotation blocks, where other text stands beside them and they have no
// quotation marks that say whose words they are.
func (d *Document) refuseBlockQuotations() {
	within := 0
	for i := range d.Sentences {
		if d.Sentences[i].kind == news.Quotation {
			within++
		}
	}
	if within == 0 || 2*within > len(d.Sentences) {
		return
	}
	for i := range d.Sentences {
		if s := &d.Sentences[i]; s.kind == news.Quotation && !namesSpeaker(s) {
			s.refuse(refusedQuoted)
		}
	}
}

// tieShortNames finds the short names that an article gives an organisation, "… (TNO)", and ties the sentences that use
// one to those before: they lean unless the sentence says the long name, or the title has the short one.
func (d *Document) tieShortNames(title string) {
	var given map[string]int // by the sentence that introduces it
	for i := range d.Sentences {
		s := &d.Sentences[i]
		if len(given) > 0 && !s.Leans {
			for name, at := range given {
				if at < i && subject(s.Text, name) && !strings.Contains(title, name) {
					s.Leans = true
					break
				}
			}
		}
		rest := s.Text
		for {
			open := strings.IndexByte(rest, '(')
			if open < 0 {
				break
			}
			end := strings.IndexByte(rest[open:], ')')
			if end < 0 {
				break
			}
			if name := rest[open+1 : open+end]; shortName(name) {
				if given == nil {
					given = map[string]int{}
				}
				if _, known := given[name]; !known {
					given[name] = i
				}
			}
			rest = rest[open+end:]
		}
	}
}

// The letters of a short name, and how far from a sentence's beginning it is its subject, in words.
const (
	leastShort, mostShort = 2, 8
	subjectWithin         = 3
)

// wellKnown are short names that need no long one.
var wellKnown = text.WordSet(`eu un nato us pm mp ceo usa uk uae osce imf who wto opec iaea eaec nasa g7 g20 brics
	asean oecd cia fbi unesco unicef opcw eeu eaeu cis csto sco ес оон нато сша снг одкб шос ввп мвф еаэс воз вто мид
	фсб цру обсе ue onu otan fmi oms bce eua vn bm ab abd ab'nin bmt nato'nun eeuu opep icc icj ecb pkk ira`)

func shortName(s string) bool {
	n := 0
	for _, r := range s {
		if !unicode.IsUpper(r) && r != '-' && !unicode.IsDigit(r) {
			return false
		}
		n++
	}
	return n >= leastShort && n <= mostShort && unicode.IsLetter(firstRune(s)) && !wellKnown[strings.ToLower(s)]
}

// subject reports whether a name stands among a sentence's first words, or has something: "TNO's finding".
func subject(s, name string) bool {
	if strings.Contains(s, name+"'s ") || strings.Contains(s, name+"’s ") {
		return true
	}
	n := 0
	for w := range strings.FieldsSeq(s) {
		if rest, ok := strings.CutPrefix(strings.TrimLeft(w, "«“„\"'‘("), name); ok && !startsWithLetter(rest) {
			return true
		}
		if n++; n >= subjectWithin {
			return false
		}
	}
	return false
}
