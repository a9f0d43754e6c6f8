package mail

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"attache/news"
	"attache/text"
)

// Step is the part of the SMTP dialogue in which a refusal came.
type Step string

// The steps.
const (
	StepConnect  Step = "connect" // greeting, EHLO, STARTTLS, AUTH
	StepMail     Step = "MAIL"
	StepRcpt     Step = "RCPT"
	StepData     Step = "DATA"     // DATA, the text, the final dot
	StepReturned Step = "returned" // not in the dialogue: a message that came back says it
)

// Refusal is what a server's answer means.
type Refusal struct {
	Cause  news.Cause
	Sure   bool // reader: an enhanced code of its own says that the address is gone; nothing else does
	Strike bool // it counts against the reader, but takes several of them
	Vague  bool // a strike only if the letter was taken for others: nothing in its words says that it is not us
	Brake  bool // it counts towards the brake: every letter may meet it
}

// rule is one line of the table. The first line that fits an answer decides; an empty condition always fits.
type rule struct {
	steps  string // steps, spaces between them
	codes  string // beginnings of SMTP reply codes, spaces between them
	status string // enhanced codes (RFC 3463), spaces between them; one that ends in a dot stands for all below it
	words  words
	unless words // the line does not fit when these words are there
	is     Refusal
}

// What a rule may say.
var (
	isUs       = Refusal{Cause: news.CauseUs, Brake: true}
	isLater    = Refusal{Cause: news.CauseLater}
	isBare     = Refusal{Cause: news.CauseLater, Strike: true, Vague: true}
	isContent  = Refusal{Cause: news.CauseContent, Brake: true}
	isOwnSize  = Refusal{Cause: news.CauseContent} // a limit of one mailbox, not of the server
	isGone     = Refusal{Cause: news.CauseReader, Sure: true}
	isLikeGone = Refusal{Cause: news.CauseReader, Strike: true}
	// a code of the reader before words that we do not know
	isOdd = Refusal{Cause: news.CauseReader, Strike: true, Vague: true}
)

// refusals is the table: SMTP step × reply code × enhanced code × words → cause. Words that name us stand above codes
// that blame the reader, because servers put 5.1.1 before a refusal of the sender. Codes: RFC 5321 4.2.3, RFC 3463, RFC
// 5248, RFC 7293, RFC 7372, RFC 7505. Words are matched in lower case, without addresses, web addresses and host names.
var refusals = []rule{
	// Nothing but the moment: greylisting and passing faults, in whatever words of policy they come.
	{words: greyWords, is: isLater},
	{codes: "4", words: listedWords, is: isUs},
	{codes: "4", words: passingWords, is: isLater},
	{codes: "4", words: strongUsWords, is: isUs},
	{codes: "4", is: isLater},

	// Before MAIL there is no reader yet, at MAIL only the sender.
	{steps: "connect", status: "5.3.2 5.4.5", words: passingWords, is: isLater},
	{steps: "connect", is: isUs},
	{steps: "MAIL", words: usWords, is: isUs},
	{steps: "MAIL", status: "5.3.4 5.2.3", is: isContent},
	{steps: "MAIL", words: sizeWords, is: isContent},
	{steps: "MAIL", status: "5.3.1 5.3.2 5.4.", is: isLater},
	{steps: "MAIL", codes: "552", is: isContent},
	{steps: "MAIL", words: passingWords, is: isLater},
	{steps: "MAIL", is: isUs},

	// Texts that mean another thing than their words.
	// the mailbox or the domain has another owner (RFC 7293)
	{status: "5.7.17 5.7.18", unless: noMailboxWords, is: isGone},
	{words: suppressedWords, is: isLikeGone},            // the relay's own list of addresses that bounced
	{status: "5.4.1", words: edgeWords, is: isLikeGone}, // Exchange Online: not in the domain's directory
	{words: readerRateWords, is: isLater},               // Gmail: this mailbox gets too much from everybody
	// a reader, or the reader's provider, that takes no mail of ours
	{words: contactWords, is: isUs},

	// Words that name us. After DATA, words on the letter's text are of the letter.
	{steps: "DATA", words: spamTextWords, unless: senderWords, is: isContent},
	{words: ourWords, is: isUs},
	{words: usWords, unless: offMailboxWords, is: isUs},

	// Words that name the moment or the letter.
	{words: sizeWords, status: "5.2.3", is: isOwnSize},
	{words: fullWords, is: isLater},
	{words: sizeWords, is: isContent},
	{words: textWords, unless: goneWords, is: isContent},
	// a returned message says more than the answer: sendmail adds "Service unavailable" to any 5xx
	{steps: "returned", words: mailerWords, is: isLater},
	{steps: "returned", words: noDomainWords, unless: askAgainWords, is: isLikeGone},
	{steps: "returned", status: "5.1.1 5.1.3 5.1.6 5.1.10 5.2.1 5.4.4", words: noUserWords, is: isGone},
	{steps: "returned", codes: "5", words: noUserWords, is: isLikeGone},
	{words: passingWords, is: isLater},

	// what is switched off may be switched on, and the server that says so is far away
	{steps: "returned", words: offWords, is: isLater},

	// The enhanced code.
	{status: "4.", is: isLater},
	// sender's address; recipient behind a relay that does not follow the rules
	{status: "5.1.7 5.1.8 5.1.9", is: isUs},
	{steps: "RCPT", status: "5.7.", words: goneWords, is: isLikeGone}, // Yandex: "5.7.1 No such user!"
	{status: "5.7.", is: isUs},
	{steps: "RCPT", status: "5.1.1 5.1.3 5.1.6 5.1.10 5.2.1 5.4.4", words: mailboxWords, is: isGone},
	{steps: "RCPT", status: "5.1.1 5.1.3 5.1.6 5.1.10 5.2.1 5.4.4", words: goneWords, is: isGone},
	{steps: "RCPT", status: "5.4.4 5.1.10", words: domainWords, is: isGone},
	{steps: "RCPT", status: "5.1.1 5.1.3 5.1.6 5.1.10 5.2.1 5.4.4", words: noWords, is: isGone},
	{steps: "RCPT", status: "5.1.1 5.1.3 5.1.6 5.1.10 5.2.1 5.4.4", is: isOdd},
	{steps: "returned", status: "5.1.1 5.1.3 5.1.6 5.1.10 5.2.1 5.4.4", is: isGone},
	// after DATA it is odd; a domain may be down for a day
	{status: "5.1.1 5.1.3 5.1.6 5.1.10 5.2.1 5.4.4 5.1.2 5.4.310", is: isLikeGone},
	{status: "5.2.3", is: isOwnSize},
	{status: "5.3.3 5.3.4 5.6.", is: isContent},
	{status: "5.2.2 5.2.4 5.3.1 5.3.2 5.3.5 5.4.3 5.4.5 5.4.6 5.4.7 5.4.14 5.4.300 5.4.316 5.5.3", is: isLater},

	// The words alone, and the bare code.
	{words: goneWords, is: isLikeGone},
	{steps: "returned", words: rejectedWords, is: isLikeGone},
	{codes: "552 523", is: isContent},
	{codes: "530 534 535 538 525", is: isUs},
	{steps: "RCPT", codes: "550 551 553", is: isBare},
	{steps: "DATA", codes: "5", is: isContent},
	{is: isLater},
}

// maxJudged bounds what is judged of a server's words, in bytes: a reply has a few lines of 512 (RFC 5321 4.5.3.1.5), a
// returned message a page of talk before the reason.
const maxJudged = 16 << 10

// Classify says whose matter a refusal is. words are the server's, with the enhanced code if it gave one; code is 0
// when only the words are known. Only the first maxJudged bytes are looked at.
func Classify(step Step, code int, words string) Refusal {
	words = text.Clip(words, maxJudged)
	said := plain(words)
	status := enhanced(words)
	return known.classify(answer{step, replyCode(code, status), status, said})
}

// answer is what of a server's answer the table looks at.
type answer struct {
	step               Step
	code, status, said string
}

func (a answer) classify() Refusal {
	for _, r := range refusals {
		if r.fits(a) {
			return r.is
		}
	}
	return isLater
}

// known keeps what was said of answers before: a server says the same to thousands, and the table takes about half a
// millisecond.
var known memo

// The bounds of a memo: answers, and bytes of words in one.
const (
	maxKnown      = 512
	maxKnownWords = 1 << 10
)

type memo struct {
	mu      sync.Mutex
	answers map[answer]Refusal
}

func (m *memo) classify(a answer) Refusal {
	if len(a.said) > maxKnownWords {
		return a.classify()
	}
	m.mu.Lock()
	r, ok := m.answers[a]
	m.mu.Unlock()
	if ok {
		return r
	}
	r = a.classify()
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.answers == nil || len(m.answers) >= maxKnown {
		m.answers = make(map[answer]Refusal, maxKnown)
	}
	m.answers[a] = r
	return r
}

func (r *rule) fits(a answer) bool {
	return (r.steps == "" || oneOf(r.steps, string(a.step))) &&
		(r.codes == "" || beginsWithOneOf(r.codes, a.code)) &&
		(r.status == "" || oneOf(r.status, a.status)) &&
		(r.words == nil || r.words.in(a.said)) &&
		(r.unless == nil || !r.unless.in(a.said))
}

// oneOf reports whether an entry of the list is s, or ends in a dot and begins s.
func oneOf(list, s string) bool {
	for _, e := range strings.Fields(list) {
		if s == e || strings.HasSuffix(e, ".") && strings.HasPrefix(s, e) {
			return true
		}
	}
	return false
}

func beginsWithOneOf(list, s string) bool {
	for _, e := range strings.Fields(list) {
		if strings.HasPrefix(s, e) {
			return true
		}
	}
	return false
}

// replyCode is the reply code as text; when there is none, the digit of the enhanced code stands for it.
func replyCode(code int, status string) string {
	switch {
	case code > 0:
		return strconv.Itoa(code)
	case status != "":
		return status[:1]
	}
	return ""
}

var (
	statusIn  = regexp.MustCompile(`[0-9.]*[245]\.\d{1,3}\.\d{1,3}[0-9.]*`)
	statusIs  = regexp.MustCompile(`^[245]\.\d{1,2}\.\d{1,3}\.?$`)
	addressIn = regexp.MustCompile(`[^\s<>()"',;:\[\]]+@[^\s<>()"',;:\[\]]+`)
	webIn     = regexp.MustCompile(`(?i)\b(https?://|www\.)\S+`)
	listIn    = regexp.MustCompile(
		`(?i)spamhaus|spamcop|dnsbl|barracuda|sorbs|uceprotect|abuseat|senderscore|talosintelligence|block-?list` +
			`|black-?list|/(bl|rbl)[/?]`)
	hostIn   = regexp.MustCompile(`(?i)\b[a-z0-9_-]+(\.[a-z0-9_-]+)*\.[a-z][a-z0-9-]+\b`)
	longTops = []string{
		"example", "info", "email", "online", "cloud", "mail", "news", "local", "localdomain",
		"internal",
	}
	spaces   = regexp.MustCompile(`\s+`)
	lineCode = regexp.MustCompile(`\s[245]\d\d-`) // of a reply that somebody joined into one line
)

// enhanced returns the first enhanced status code (RFC 3463) of a text, "" when there is none. A part of a dotted
// number, such as an IP address, is no code.
func enhanced(words string) string {
	for _, m := range statusIn.FindAllString(words, 8) {
		if statusIs.MatchString(m) {
			return strings.TrimSuffix(m, ".")
		}
	}
	return ""
}

// plain is a text as the table's words are written: lower case, one space between words, without addresses and names of
// hosts, which may hold any word.
func plain(words string) string {
	words = webIn.ReplaceAllStringFunc(words, func(s string) string {
		if listIn.MatchString(s) { // some servers say nothing but where they have looked us up
			return " blocklist "
		}
		return " "
	})
	words = addressIn.ReplaceAllString(words, " ")
	words = hostIn.ReplaceAllStringFunc(words, func(s string) string {
		if top := s[strings.LastIndexByte(s, '.')+1:]; strings.Count(s, ".") > 1 || len(top) <= 3 ||
			slices.Contains(longTops, strings.ToLower(top)) {
			return " "
		}
		return s // "unknown.Please" is the end of a sentence
	})
	words = strings.NewReplacer("’", "'", "`", "'", "\u00a0", " ").Replace(words)
	return spaces.ReplaceAllString(lineCode.ReplaceAllString(strings.ToLower(words), " "), " ")
}
