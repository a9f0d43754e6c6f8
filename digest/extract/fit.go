package extract

import (
	"regexp"
	"strings"
)

// fit reports whether a sentence may stand in a summary by itself.
func fit(s *Sentence) bool {
	m := &s.marks
	switch {
	case s.words < 4 || s.words > 120, m.runes < 15:
		return false
	case m.colon, m.link, m.half:
		return false
	case m.lower && s.within > 0: // a splitter's mistake or a fragment
		return false
	case len(s.terms) < 2:
		return false
	case s.words < 25 && furniture.MatchString(s.Text):
		return false
	case strings.Count(s.Text, "|") > 1 || strings.Count(s.Text, "/") > 4:
		return false
	}
	return true
}

// furniture is what stands around an article's text: bylines, credits, captions, invitations to read on or subscribe.
// The wordings are those seen on the outlets of the starter catalogue.
var furniture = regexp.MustCompile(`(?i)^(by [A-Z .,'’-]+\.?$|published|updated:|last updated|photos?( by| credit|:)|image( credit|:)|picture:|file photo|fig(ure|\.)? ?\d|video:|watch:|read (more|also|next)|see also|also read|` +
	`click here|follow us|sign up|subscribe|share this|advertisement|scroll down|copyright|©|all rights reserved|source:|sources?:|contact:|for (more|further) information|media playback|this article (was|is|first)|` +
	`фото[: ]|фотограф|видео[: ]|источник[: ]|читайте (также|ещё|еще)|смотрите также|подпис(ывайтесь|аться)|следите за|материалы по теме|автор[: ]|реклама|поделиться|опубликовано|обновлено|` +
	`сурет(ті|тер)?[: ]|дереккөз[: ]|(сондай-ақ )?оқыңыз|тағы оқыңыз|жазылыңыз|бөлісу|` +
	`fotoğraf|foto:|kaynak[: ]|haber:|video[: ]|ayrıca (bkz|oku)|abone ol|bizi takip|devamını oku|güncelleme[: ]|yayınlan)|` +
	`file photo\)?\.?$|getty images|\(photo|\(pictured|afp photo|reuters/`)
