package news

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Topic narrows or widens what a digest keeps. Empty lists do not filter.
type Topic struct {
	Threshold float64 `json:"threshold,omitempty" yaml:"threshold,omitempty"` // least score kept, 0..1; 0 = 0.3
	// words that keep a piece whatever its score
	Include []string `json:"include,omitempty" yaml:"include,omitempty"`
	Exclude []string `json:"exclude,omitempty" yaml:"exclude,omitempty"` // words that drop it
	// ISO 3166 alpha-2: one of these or of the organisations must be named
	Countries []string `json:"countries,omitempty" yaml:"countries,omitempty"`

	// usual short names, such as OTS: one of these or of the countries must be named
	Organisations []string `json:"organisations,omitempty" yaml:"organisations,omitempty"`

	Outlets   []string `json:"outlets,omitempty" yaml:"outlets,omitempty"`     // outlet names
	Languages []string `json:"languages,omitempty" yaml:"languages,omitempty"` // of the articles
}

// Approval says when a composed issue may leave.
type Approval string

// The approval policies.
const (
	ApproveAuto Approval = "auto" // at once
	ApproveHold Approval = "hold" // only after a person approved it
)

// DoubtPolicy says what to do with deliveries of unknown outcome.
type DoubtPolicy string

// The doubt policies.
const (
	DoubtSkip   DoubtPolicy = "skip"   // leave them: nobody gets it twice
	DoubtResend DoubtPolicy = "resend" // send again: nobody misses it; the default (docs/decisions/0020)
)

// Digest is a standing order. Zero values mean the defaults named beside them.
type Digest struct {
	ID    int64  `json:"id,omitempty" yaml:"-"`
	Name  string `json:"name" yaml:"name"`   // unique, as a source's name
	Title string `json:"title" yaml:"title"` // the masthead
	// of the interface strings: en, ru, kk, tr; "" = en
	Language string `json:"language,omitempty" yaml:"language,omitempty"`
	Topic    Topic  `json:"topic,omitzero" yaml:"topic,omitempty"`
	// source names; empty, as groups are = every enabled source
	Sources []string `json:"sources,omitempty" yaml:"sources,omitempty"`
	// the sources of these groups too, those that join them later among them
	Groups []string `json:"groups,omitempty" yaml:"groups,omitempty"`
	// five cron fields, or @daily…; "" = by hand only
	Schedule string `json:"schedule,omitempty" yaml:"schedule,omitempty"`
	TimeZone string `json:"time_zone,omitempty" yaml:"time_zone,omitempty"` // IANA name; "" = UTC
	// local dates, such as 2026-12-16, without an issue
	Skip []string `json:"skip,omitempty" yaml:"skip,omitempty"`
	// how far back an issue looks when there is none before it; 0 = 24h
	Window time.Duration `json:"window,omitempty" yaml:"window,omitempty"`
	// region, country or theme; "" = region
	Sections string `json:"sections,omitempty" yaml:"sections,omitempty"`
	Stories  int    `json:"stories,omitempty" yaml:"stories,omitempty"` // most stories in an issue; 0 = 15
	// an issue with fewer stories waits for approval; 0 = none does for that
	Least    int    `json:"least,omitempty" yaml:"least,omitempty"`
	Template string `json:"template,omitempty" yaml:"template,omitempty"` // "" = broadsheet
	// lead: the first story's picture, where its source's rights allow images; "" = none
	Picture  string   `json:"picture,omitempty" yaml:"picture,omitempty"`
	Approval Approval `json:"approval,omitempty" yaml:"approval,omitempty"` // "" = auto
	// a slot missed by more than this is marked missed; 0 = 6h
	TooLate   time.Duration `json:"too_late,omitempty" yaml:"too_late,omitempty"`
	OnDoubt   DoubtPolicy   `json:"on_doubt,omitempty" yaml:"on_doubt,omitempty"` // "" = resend
	SendEmpty bool          `json:"send_empty,omitempty" yaml:"send_empty,omitempty"`
	// who stands behind it: logo, colour, signature and foot of its letters
	Publisher Publisher `json:"publisher,omitzero" yaml:"publisher,omitempty"`
	Enabled   bool      `json:"enabled" yaml:"enabled"`

	// Learned corrects the score as the editor's decisions taught it; nil = nothing was learned. The store keeps it
	// apart from the order itself, which is edited and exported without it.
	Learned *Correction `json:"-" yaml:"-"`
}

// Languages of the interface strings, in the order they are offered.
var Languages = []string{"en", "ru", "kk", "tr"}

// PictureLead is Digest.Picture of one whose letters show the first story's picture.
const PictureLead = "lead"

// Validate reports the first mistake as an *InvalidError. The schedule's fields are checked by
// worker/schedule.Check, the publisher's by templates.CheckPublisher.
func (d *Digest) Validate() error {
	oneOf := func(v string, of ...string) bool { return v == "" || slices.Contains(of, v) }
	switch {
	case !isName(d.Name):
		return Invalid("name", "%q is not a digest name: use 1 to 80 lower-case letters, digits, dots and dashes.",
			d.Name)
	case strings.TrimSpace(d.Title) == "":
		return Invalid("title", "A digest needs a title for its masthead.")
	case !oneOf(d.Language, Languages...):
		return Invalid("language", "%q is not a language of the letter: use %s.", d.Language, strings.Join(Languages,
			", "))
	case !oneOf(d.Sections, "region", "country", "theme"):
		return Invalid("sections", "%q is not an order of sections: use region, country or theme.", d.Sections)
	case !oneOf(string(d.Approval), "auto", "hold"):
		return Invalid("approval", "%q is not an approval policy: use auto or hold.", d.Approval)
	case !oneOf(d.Picture, PictureLead):
		return Invalid("picture", "%q is no use of pictures: use lead, or leave it out.", d.Picture)
	case !oneOf(string(d.OnDoubt), "skip", "resend"):
		return Invalid("on_doubt", "%q is not a doubt policy: use skip or resend.", d.OnDoubt)
	case d.Topic.Threshold < 0 || d.Topic.Threshold > 1:
		return Invalid("topic.threshold", "%v is not a threshold: it lies between 0 and 1.", d.Topic.Threshold)
	case d.Stories < 0 || d.Window < 0 || d.TooLate < 0 || d.Least < 0:
		return Invalid("", "stories, least, window and too_late cannot be negative.")
	}
	for _, day := range d.Skip {
		if _, err := time.Parse(time.DateOnly, day); err != nil {
			return Invalid("skip", "%q is not a date such as 2026-12-16.", day)
		}
	}
	if _, err := d.Location(); err != nil {
		return Invalid("time_zone", "%q is not a time zone: use a name such as Asia/Almaty.", d.TimeZone)
	}
	return checkGroups(d.Groups)
}

// Location is the digest's time zone, UTC when it sets none.
func (d *Digest) Location() (*time.Location, error) { return time.LoadLocation(d.TimeZone) }

// Reads reports whether a digest reads a source, when that is enabled: it names it or one of its groups, or it names
// none.
func (d *Digest) Reads(s *Source) bool {
	return d.ReadsAll() || slices.Contains(d.Sources, s.Name) ||
		slices.ContainsFunc(s.Groups, func(g string) bool { return slices.Contains(d.Groups, g) })
}

// ReadsAll reports whether a digest reads every enabled source.
func (d *Digest) ReadsAll() bool { return len(d.Sources)+len(d.Groups) == 0 }

// Resends reports whether deliveries of unknown outcome are sent again.
func (d *Digest) Resends() bool { return d.OnDoubt != DoubtSkip }

// Lookback is Window, or 24 hours when that is zero.
func (d *Digest) Lookback() time.Duration { return cmp.Or(d.Window, 24*time.Hour) }

// Desk is what admins edit, as one document: what `attache export` writes and `attache apply` reads.
type Desk struct {
	Sources     []Source     `json:"sources,omitempty" yaml:"sources,omitempty"`
	Digests     []Digest     `json:"digests,omitempty" yaml:"digests,omitempty"`
	Subscribers []Subscriber `json:"subscribers,omitempty" yaml:"subscribers,omitempty"`
}
