package store

import (
	"regexp"
	"strings"
)

var (
	replyCode = regexp.MustCompile(`\b5[0-9][0-9]\b`)
	enhanced  = regexp.MustCompile(`\b5\.([0-9])\.([0-9]{1,3})\b`)
)

// goneForGood reports whether a server's words on a failed delivery say that the mailbox does not exist any more, as opposed to
// refusing this message or this sender: a policy or a blocklist must never empty the list of subscribers.
//
// The enhanced status decides when there is one (RFC 3463; 5.1.10 is RFC 7505): bad mailbox 5.1.1, bad domain 5.1.2, bad syntax
// 5.1.3, moved 5.1.6, null MX 5.1.10, disabled 5.2.1. Without one the reply must be 550, 551 or 553 (RFC 5321, 4.2.3) and speak
// of an unknown user in words that mail servers are known to use.
func goneForGood(response string) bool {
	if m := enhanced.FindStringSubmatch(response); m != nil {
		switch m[1] + "." + m[2] {
		case "1.1", "1.2", "1.3", "1.6", "1.10", "2.1":
			return true
		}
		return false
	}
	switch replyCode.FindString(response) {
	case "550", "551", "553":
	default:
		return false
	}
	low := strings.ToLower(response)
	for _, w := range []string{
		"unknown user", "user unknown", "no such user", "no such recipient", "no such mailbox", "user not found", "mailbox not found",
		"recipient not found", "unknown recipient", "recipient unknown", "does not exist", "doesn't exist", "mailbox unavailable",
		"invalid recipient", "invalid mailbox", "user doesn't", "account disabled", "no mailbox here", "unrouteable address", "not our customer",
	} {
		if strings.Contains(low, w) {
			return true
		}
	}
	return false
}
