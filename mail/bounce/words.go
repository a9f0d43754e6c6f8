package bounce

import (
	"net/textproto"
	"regexp"
	"strconv"
	"strings"

	"attache/mail"
	"attache/news"
)

// Where the returned message begins in a bounce that simply appends it, lower case.
var originalMarks = []string{
	"------ this is a copy of", "--- below this line is a copy", "original message follows", "----- original message",
	"------ original message",
	"----- transcript of session follows -----\n----- unsent", "----- unsent message follows",
	"--- the header of the original message", "message header follows",
	"included is a copy of the message header", "returned message follows", "message headers follow", "received: from ",
	"\nreceived: by ",
	"--- the original message", "the original message was attached", "content of the original message",
	"----- message header",
}

var (
	addressIn       = regexp.MustCompile(`[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+`)
	statusIn        = regexp.MustCompile(`\b([245]\.\d{1,2}\.\d{1,3})\b`)
	replyIn         = regexp.MustCompile(`\b([45]\d\d)[ -]`)
	returnedSubject = regexp.MustCompile(
		`(?i)undeliver|delivery (status|failure|fail|report|problem|notification)|returned mail|mail delivery` +
			`|failure notice|delivery.*failed|could not be delivered|` +
			`unzustellbar|non remis|echec|недостав|не доставлен|rejected|message.*(delayed|warning)|warning: (could` +
			`|message)|mail system error|nondeliverable|non-deliverable|returning message|notification d.état|配信|エラー`)
	replySubject = regexp.MustCompile(
		`^(re: *)?(out of (the )?office|auto(matic)?[ -]?(reply|response)|automatische antwort|абсент|автоответ|vacation` +
			`|away from)`)
	delayedWords = regexp.MustCompile(
		`delayed|delay\)|warning: (could not|message)|still being (tried|retried)|will (continue to|keep) (try` +
			`|be retried)|has not yet been delivered|not been delivered yet|no action is required`)
	expiredWords = regexp.MustCompile(
		`retry time.?out exceeded|been in the queue too long|queue.?(expired|lifetime)|message.{0,30}expired` +
			`|could not be delivered for|\d+ attempts`)
	failedWords = regexp.MustCompile(
		`fail|undeliver|giving up|permanent|rejected|returned to sender|could not be delivered`)
	endOfDataWords = regexp.MustCompile(`(in reply to|after|response to)( the)? (end of )?data\b`)
	dataAnswer     = regexp.MustCompile(`>>> data\s+<<< 5`)
	rcptAnswer     = regexp.MustCompile(`<<< (503|5\d\d.*no valid recipients)`)
	vagueWords     = regexp.MustCompile(`(?i)^\s*(\d{3}[ -])?(\d\.\d+\.\d+)?\W*$`)
	tags           = regexp.MustCompile(
		`(?s)<(script|style).*?</(script|style)>|<br */?>|</p>|</div>|</tr>|<[^>]{1,500}>`)
)

// reason is the part of a returned message's talk that holds the server's answer: the lines with a reply or an enhanced
// code, one before and two after. Without such a line it is all of it.
func reason(words string) string {
	lines := strings.Split(words, "\n")
	var kept []string
	next := 0
	for i, l := range lines {
		if !statusIn.MatchString(l) && !replyIn.MatchString(l) {
			continue
		}
		for n := max(next, i-1); n < min(i+3, len(lines)); n++ {
			kept = append(kept, lines[n])
			next = n + 1
		}
	}
	if len(kept) == 0 {
		return words
	}
	return strings.Join(kept, "\n")
}

// afterText reports whether a server refused when it had the letter's text. It took the address at RCPT, so the address
// is alive, whatever the words are: filters of mailboxes say "user unknown" to what they do not want.
func afterText(words string) bool {
	words = strings.ToLower(words)
	// sendmail sends DATA on with RCPT (RFC 2920): without a recipient DATA has an answer of its own
	return endOfDataWords.MatchString(words) || dataAnswer.MatchString(words) && !rcptAnswer.MatchString(words)
}

// judge decides between hard and soft by the table of package mail.
func judge(status, words string) Kind {
	words = reason(words)
	code := 0
	if m := replyIn.FindStringSubmatch(words); m != nil {
		code, _ = strconv.Atoi(m[1]) // three digits
	}
	if first := statusIn.FindString(words); first != status {
		words = status + " " + words
	}
	if mail.Classify(mail.StepReturned, code, words).Cause == news.CauseReader {
		return Hard
	}
	return Soft
}

func vague(words string) bool { return vagueWords.MatchString(words) }

// cleanStatus takes the status out of its field, which may carry a comment.
func cleanStatus(s string) string { return statusIn.FindString(s) }

// findStatus returns the first enhanced status of a text that is no version or address, else one made of the SMTP
// reply's first digit.
func findStatus(s string) string {
	if m := statusIn.FindString(s); m != "" {
		return m
	}
	if m := replyIn.FindStringSubmatch(s); m != nil {
		return m[1][:1] + ".0.0"
	}
	return ""
}

// accused finds the addresses a bounce speaks of: those alone on a line or opening one, else all.
func accused(s string) []string {
	var first, all []string
	for line := range strings.Lines(s) {
		trim := strings.TrimLeft(strings.TrimSpace(line), "<(\"'*->: \t")
		for i, loc := range addressIn.FindAllStringIndex(trim, 10) {
			a := strings.ToLower(strings.Trim(trim[loc[0]:loc[1]], ".'\""))
			if i == 0 && loc[0] == 0 {
				first = append(first, a)
			}
			all = append(all, a)
		}
	}
	if len(first) > 0 {
		return first
	}
	return all
}

// embeddedHeader finds the header of the returned message in a text that simply appends it.
func embeddedHeader(s string) textproto.MIMEHeader {
	for _, g := range fields([]byte(s)) {
		if g.Get("To") != "" && (g.Get("From") != "" || g.Get("Subject") != "") {
			return g
		}
	}
	return nil
}

// untag makes plain text of HTML well enough to be searched.
func untag(s string) string { return tags.ReplaceAllString(s, "\n") }
