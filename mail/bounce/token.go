package bounce

import (
	"mime"
	"regexp"
	"slices"
	"strings"
)

// Bounds of tokens.
const (
	mostTokens   = 16
	leastToken   = 20 // characters: 16 bytes of a MAC alone are 22 in base64
	longestToken = 128
)

var (
	tokenIs  = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)
	plusIn   = regexp.MustCompile(`\+([A-Za-z0-9_-]+)@`)
	urlEnd   = regexp.MustCompile(`/u/([A-Za-z0-9_-]+)`)
	inMailto = regexp.MustCompile(`(?i)subject=unsubscribe(?:%20|\+)([A-Za-z0-9_-]+)`)
	// boundaryIn finds the boundary of a letter whose header a report has quoted in its text.
	boundaryIn = regexp.MustCompile(`(?i)boundary="?([A-Za-z0-9_-]+)`)
	// leaveWords are the words by which people ask to leave, alone on the first line or in the subject.
	leaveWords = regexp.MustCompile(`(?i)^\W*(please\s+)?(unsubscribe(\s+me)?|remove\s+me|stop|` +
		`отписаться|отпишите(\s+меня)?|` +
		`отписка|бас\s+тарту|жазылымнан\s+бас\s+тарту|жазылудан\s+бас\s+тарту|abmelden|abbestellen|austragen|` +
		`désabonner|désinscription|désinscrire|me\s+désabonner|darse\s+de\s+baja|cancelar\s+suscripción|baja|` +
		`відписатися|obunani\s+bekor\s+qilish|aboneliği\s+iptal\s+et|退订|取消订阅|配信停止)\W*$`)
	// leaveWithToken is the subject that our own mailto address asks for.
	leaveWithToken = regexp.MustCompile(`(?i)^\W*unsubscribe\s+([A-Za-z0-9_-]{20,128})\W*$`)
)

// leaves reads a message that asks to leave: with the token that our mailto address gives (RFC 2369), as mail programs
// send it by themselves (Apple's says auto-replied), or in a person's bare words. A token decides, whoever sends it:
// the sender of a forwarded letter is not its reader. Without one the sender is who leaves.
func (l *letter) leaves() (Report, bool) {
	subject := strings.TrimSpace(decodeHeader(l.header.Get("Subject")))
	if m := leaveWithToken.FindStringSubmatch(subject); m != nil {
		return Report{Kind: Leave, Detail: "unsubscribe"}, true
	}
	first := ""
	for line := range strings.Lines(l.text.String()) {
		if first = strings.TrimSpace(line); first != "" {
			break
		}
	}
	apple := l.header.Get("X-Apple-Unsubscribe") != ""
	if !apple && (l.automatic() || l.looksReturned(strings.ToLower(subject))) {
		return Report{}, false
	}
	if !apple && !leaveWords.MatchString(subject) && (!leaveWords.MatchString(first) || forwarded.MatchString(subject)) {
		return Report{}, false
	}
	r := Report{Kind: Leave, Detail: clip(subject)}
	if from := addresses(l.header.Get("From")); len(from) == 1 {
		r.Recipients = from
	}
	return r, true
}

var forwarded = regexp.MustCompile(`(?i)^\s*(fwd?|wg|tr|rv|пересл|fw)\s*:`)

// tokens gathers what may be tokens, in the order of what they are worth.
func (l *letter) tokens(kind Kind) []string {
	var all []string
	add := func(found ...string) {
		for _, s := range found {
			if len(all) < mostTokens && len(s) >= leastToken && len(s) <= longestToken && tokenIs.MatchString(s) &&
				!slices.Contains(all, s) {
				all = append(all, s)
			}
		}
	}
	each := func(re *regexp.Regexp, in string) {
		for _, m := range re.FindAllStringSubmatch(in, mostTokens) {
			add(m[1])
		}
	}
	if kind == Leave { // only what the asker says: a letter that is quoted may be somebody else's
		each(leaveWithToken, strings.TrimSpace(decodeHeader(l.header.Get("Subject"))))
		return all
	}
	if l.original != nil {
		if _, p, err := mime.ParseMediaType(l.original.Get("Content-Type")); err == nil {
			add(p["boundary"])
		}
		each(boundaryIn, l.original.Get("Content-Type"))
		for _, v := range l.original["List-Unsubscribe"] {
			each(urlEnd, v)
			each(inMailto, v)
		}
		each(plusIn, l.original.Get("Return-Path"))
	}
	for _, k := range []string{"Original-Mail-From", "Original-Envelope-Id"} {
		for _, v := range l.feedback[k] {
			each(plusIn, v)
		}
	}
	for _, k := range []string{"To", "Delivered-To", "X-Original-To", "Envelope-To"} {
		for _, v := range l.header.Values(k) {
			each(plusIn, v)
		}
	}
	each(boundaryIn, l.text.String())
	return all
}
