package entities

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Bounds of what belongs to a name in Chinese, in characters.
const (
	hanNoun = 4  // from a nationality to its noun
	hanMeet = 14 // from a place to the meeting
	hanGap  = 6  // from one side of a war to the other
)

// hanPart tells the part of a hit in Chinese from the characters beside it.
func (c *scene) hanPart(h Match) part {
	before, after := c.clause(h)
	seated := c.ends("based", before)
	switch {
	case c.nounFollows("expert", after), seated && !strings.HasPrefix(after, "大使") && !strings.HasPrefix(after, "使"):
		return outside
	case c.ends("than", before):
		return outside
	case h.Start >= c.titleEnd && c.nounFollows("person", after):
		return passing
	case c.lang == "ja" && c.meetsAt(after):
		return passing
	case c.ends("at", before) && h.form.entry.as != "demonym" && !c.heldBy("war", after, 4) &&
		c.heldBy("meet", after, hanMeet):
		return passing
	}
	return acting
}

// clause returns what stands before and behind a hit within its sentence, 180 bytes at most each: 60 ideographs in
// UTF-8.
func (c *scene) clause(h Match) (before, after string) {
	const most, ends = 180, "。！？；\n"
	before = c.s[max(0, h.Start-most):h.Start]
	for before != "" && !utf8.RuneStart(before[0]) {
		before = before[1:]
	}
	if at := strings.LastIndexAny(before, ends); at >= 0 {
		_, size := utf8.DecodeRuneInString(before[at:])
		before = before[at+size:]
	}
	after = c.s[h.End:min(len(c.s), h.End+most)]
	if at := strings.IndexAny(after, ends); at >= 0 {
		after = after[:at]
	}
	return before, after
}

// ends reports that a string ends in a word of a kind.
func (c *scene) ends(kind, s string) bool {
	return slices.ContainsFunc(c.words[kind], func(w string) bool { return strings.HasSuffix(s, w) })
}

// heldBy reports a word of a kind that begins within the first n characters.
func (c *scene) heldBy(kind, s string, n int) bool {
	for i := range s {
		if n == 0 {
			return false
		}
		n--
		if c.words.begins(kind, s[i:]) {
			return true
		}
	}
	return false
}

// nounFollows reports a noun of a kind right behind a name, with an adjective between them at most.
func (c *scene) nounFollows(kind, after string) bool {
	n := 0
	for i, r := range after {
		if n > hanNoun || i > 0 && strings.ContainsRune("，、和与與及外总總首部长長对對", r) {
			return c.words.begins(kind, after[i:])
		}
		if c.words.begins(kind, after[i:]) {
			return true
		}
		if strings.ContainsRune("，、和与與及外总總首部长長对對", r) {
			return false
		}
		n++
	}
	return false
}

// hanWar reports strife of a against b in Chinese: 俄罗斯对乌克兰的战争, 俄罗斯入侵乌克兰.
func (c *scene) hanWar(a, b Match) bool {
	between := c.s[a.End:b.Start]
	if utf8.RuneCountInString(between) > hanGap || strings.ContainsAny(between, "，。、；\n和与") {
		return false
	}
	_, after := c.clause(b)
	return c.heldBy("war", between, hanGap) || between != "" && c.heldBy("war", after, 3)
}

// meetsAt reports that others meet in a place, by what follows it in Japanese: ジュネーブで協議した.
func (c *scene) meetsAt(after string) bool {
	at := strings.Index(after, "で")
	return at >= 0 && utf8.RuneCountInString(after[:at]) <= 2*hanNoun && !strings.ContainsAny(after[:at], "、はがと") &&
		c.heldBy("meet", after[at:], hanMeet)
}
