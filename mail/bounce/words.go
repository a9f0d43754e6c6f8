package bounce

import (
	"net/textproto"
	"regexp"
	"strings"
)

// Where the returned message begins in a bounce that simply appends it, lower case.
var originalMarks = []string{
	"------ this is a copy of", "--- below this line is a copy", "original message follows", "----- original message", "------ original message",
	"----- transcript of session follows -----\n----- unsent", "----- unsent message follows", "--- the header of the original message", "message header follows",
	"included is a copy of the message header", "returned message follows", "message headers follow", "received: from ", "\nreceived: by ",
	"--- the original message", "the original message was attached", "content of the original message", "----- message header",
}

var (
	addressIn       = regexp.MustCompile(`[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+`)
	statusIn        = regexp.MustCompile(`\b([245]\.\d{1,2}\.\d{1,3})\b`)
	replyIn         = regexp.MustCompile(`\b([45]\d\d)[ -]`)
	returnedSubject = regexp.MustCompile(`(?i)undeliver|delivery (status|failure|fail|report|problem|notification)|returned mail|mail delivery|failure notice|delivery.*failed|could not be delivered|` +
		`unzustellbar|non remis|echec|недостав|не доставлен|rejected|message.*(delayed|warning)|warning: (could|message)|mail system error|nondeliverable|non-deliverable|returning message|notification d.état|配信|エラー`)
	replySubject = regexp.MustCompile(`^(re: *)?(out of (the )?office|auto(matic)?[ -]?(reply|response)|automatische antwort|абсент|автоответ|vacation|away from)`)
	delayedWords = regexp.MustCompile(`delayed|delay\)|warning: (could not|message)|still being (tried|retried)|will (continue to|keep) (try|be retried)|has not yet been delivered|not been delivered yet|no action is required`)
	expiredWords = regexp.MustCompile(`retry time.?out exceeded|been in the queue too long|queue.?(expired|lifetime)|message.{0,30}expired|could not be delivered for|\d+ attempts`)
	failedWords  = regexp.MustCompile(`fail|undeliver|giving up|permanent|rejected|returned to sender|could not be delivered`)
	vagueWords   = regexp.MustCompile(`(?i)^\s*(\d{3}[ -])?(\d\.\d+\.\d+)?\W*$`)
	tags         = regexp.MustCompile(`(?s)<(script|style).*?</(script|style)>|<br */?>|</p>|</div>|</tr>|<[^>]{1,500}>`)

	// soft names the reasons that leave an address usable, whatever the code: mailbox full, policy, spam, size, authentication, relaying, loops.
	soft = regexp.MustCompile(`quota|mailbox (is )?full|mail ?box .{0,30}full|over.?(quota|limit)|insufficient (system )?(storage|disk|space)|disk.?full|inbox is full|storage.{0,20}(exceeded|limit)|` +
		`spam|blacklist|black list|blocklist|blocked|block list|dnsbl|rbl|spamhaus|spamcop|reputation|policy|dmarc|dkim|\bspf\b|virus|malware|content.{0,20}(reject|denied)|` +
		`too (large|big|many|long)|size (limit|exceed)|exceed.{0,40}size|message.{0,20}(larger|exceeds)|relay|authenticat|not authori[sz]ed|access denied|permission denied|` +
		`greylist|try again|temporar|timed out|timeout|connection refused|network (error|unreachable)|hop count|too many hops|\bloop|rate.?limit|throttl|suspend|disabled|inactive|` +
		`not accept(ing|ed)? (mail|connection)|system (error|not accepting)|reverse dns|\bptr\b|helo|ehlo|tls|certificate|not (an )?allowed|prohibited|refused to talk|banned|restrict|filter`)
	// dead names the reasons that say the address itself is gone.
	dead = regexp.MustCompile(`user.{0,10}unknown|unknown.{0,20}(user|recipient|address|local|account|mailbox)|no such (user|person|recipient|address|mailbox|account|local|id|email|domain)|` +
		`(user|recipient|mailbox|account|address|e-?mail|alias|member|addressee)( \S+){0,4} (is )?(not found|does ?n.t exist|does not exist|not exist|doesn.t exist|is unknown|not known|invalid|isn.t (known|valid)|is not (known|valid|a (known|valid)))|` +
		`(not|no) (a )?(valid|known|existing) (user|recipient|mailbox|account|address)|invalid.{0,12}(recipient|user|address|mailbox)|no mailbox (here|by)|no account|not listed in|not our customer|` +
		`not found in|can(no|')t find.{0,20}(user|recipient)|no (valid )?recipient|undeliverable address|bad destination|address rejected|recipient rejected|recipient not|unrouteable|unroutable|host (not found|unknown|or domain name not found)|` +
		`name or service not known|domain.{0,40}(not found|does not exist|not exist)|no (mx|a) record|nxdomain|name service error.{0,60}not found|bad address|address.{0,12}(no longer|unknown)|has moved|no longer (valid|active|in use|available|with|works)|` +
		`null ?mx|does not accept mail|does not receive mail|mailbox (unavailable|not available|not found|unknown)|this user doesn|user not|not a local|couldn.t be found|wasn.t found`)
)

// deadStatus are the enhanced statuses that speak of the address (RFC 3463, RFC 7505 for 5.1.10, RFC 3463 5.1.6 moved).
var deadStatus = map[string]bool{"5.1.0": true, "5.1.1": true, "5.1.2": true, "5.1.3": true, "5.1.6": true, "5.1.10": true, "5.4.4": true}

// judge decides between hard and soft from status and words. Words that name another reason win over the status, because servers put 5.1.1
// before "mailbox full" and 5.0.0 before "user unknown".
func judge(status, words string) Kind {
	w := strings.ToLower(words)
	for _, s := range append(statusIn.FindAllString(w, 8), status) {
		if strings.HasPrefix(s, "4.") || strings.HasPrefix(s, "5.7.") || s == "5.2.2" || s == "5.3.4" || s == "5.1.8" {
			return Soft // the moment, policy, a full mailbox, size, a bad sender: none of them is about the recipient
		}
	}
	isDead, isSoft := dead.FindStringIndex(w), soft.FindStringIndex(w)
	switch {
	case deadStatus[status] && isSoft == nil:
		return Hard
	case isDead != nil && isSoft == nil:
		return Hard
	case isDead != nil && isDead[0] < isSoft[0]:
		return Hard
	}
	return Soft
}

func vague(words string) bool { return vagueWords.MatchString(words) }

// cleanStatus takes the status out of its field, which may carry a comment.
func cleanStatus(s string) string { return statusIn.FindString(s) }

// findStatus gives the first enhanced status of a text that is no version or address, else one made of the SMTP reply's first digit.
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
