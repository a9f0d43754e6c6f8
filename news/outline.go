package news

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// OutlineHeadlines is how many headlines an Outline keeps for each language.
const OutlineHeadlines = 3

// Outline is what a list shows of an issue: enough for its row, without loading its stories.
type Outline struct {
	Stories int `json:"stories"`
	// Headlines of the best stories, best first, as they were published: at most OutlineHeadlines.
	Headlines []string `json:"headlines,omitempty"`
	// In holds them by language of the letter, for the languages in which they differ.
	In map[string][]string `json:"in,omitempty"`
}

// Of returns the headlines for readers of a language of the letter.
func (o Outline) Of(language string) []string {
	if in, ok := o.In[language]; ok {
		return in
	}
	return o.Headlines
}

// Outline returns the issue's outline.
func (i *Issue) Outline() Outline {
	best := i.Best()
	o := Outline{Stories: len(best)}
	best = best[:min(OutlineHeadlines, len(best))]
	for k := range best {
		o.Headlines = append(o.Headlines, best[k].Headline)
	}
	for _, language := range Languages {
		var in []string
		for _, st := range i.BestIn(language)[:len(best)] {
			in = append(in, st.HeadlineIn(language))
		}
		if !slices.Equal(in, o.Headlines) {
			if o.In == nil {
				o.In = map[string][]string{}
			}
			o.In[language] = in
		}
	}
	return o
}

// Best lists the stories of all sections, best first; equal ones keep their order.
func (i *Issue) Best() []*Story {
	all := make([]*Story, 0, i.Count())
	for n := range i.Sections {
		for k := range i.Sections[n].Stories {
			all = append(all, &i.Sections[n].Stories[k])
		}
	}
	slices.SortStableFunc(all, func(a, b *Story) int { return cmp.Compare(b.Score, a.Score) })
	return all
}

// BestIn is Best in a letter of the language: stories that its readers do not read stand last. The first one leads the
// letter, and names it in its subject, in lists and in feeds.
func (i *Issue) BestIn(language string) []*Story {
	all := i.Best()
	last := func(st *Story) int {
		if slices.Contains(st.Foreign, language) {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(all, func(a, b *Story) int { return cmp.Compare(last(a), last(b)) })
	return all
}

// HeadlineIn returns the story's headline in a letter of the language: that of the piece that tells it there, a whole
// translation, or the headline as it was published.
func (s *Story) HeadlineIn(language string) string {
	if t, ok := s.Renditions[language]; ok {
		return t.Lead.Title
	}
	t := s.Translations[language]
	if s.Language != language && len(t.Summary) == len(s.Summary) && strings.TrimSpace(t.Headline) != "" {
		return t.Headline
	}
	return s.Headline
}

// IssueRow is an issue as a list shows it.
type IssueRow struct {
	ID       int64      `json:"id"`
	DigestID int64      `json:"digest_id"`
	Digest   string     `json:"digest"` // its name
	Title    string     `json:"title"`
	Number   int        `json:"number,omitempty"`
	Slot     string     `json:"slot"`
	State    IssueState `json:"state"`
	Language string     `json:"language,omitempty"`
	TimeZone string     `json:"time_zone,omitempty"`
	Created  time.Time  `json:"created,omitzero"`
	Changed  time.Time  `json:"changed,omitzero"` // when its state or note changed last
	Sent     time.Time  `json:"sent,omitzero"`
	Note     string     `json:"note,omitempty"`
	Outline  Outline    `json:"outline"`
}

// IssueMark changes with its issue: a list or a page made from equal marks is equal.
type IssueMark struct {
	ID      int64
	Digest  string // its name; "" where a list of marks leaves it out
	State   IssueState
	Begun   time.Time // when its sending began; zero = not yet
	Changed time.Time
}
