package digest

import (
	"cmp"
	"context"
	"log/slog"
	"time"

	"attache/digest/cluster"
	"attache/digest/relevance"
	"attache/news"
)

// Config holds the installation's settings of composing. Zero values mean the defaults named beside them.
type Config struct {
	// most sentences of a story's summary, 1 to 10; 0 = 3
	Sentences int `yaml:"sentences,omitempty"`
	// most stories under one heading; 0 means 8, or more where an issue has few headings (twice an even share)
	PerSection int `yaml:"per_section,omitempty"`
	// most stories led by a piece of one outlet; 0 means 5, or more where few outlets have stories (twice an even share)
	PerOutlet int `yaml:"per_outlet,omitempty"`
	// how far apart two pieces of one story may be, at least 1h; 0 = 72h
	StoryWindow time.Duration `yaml:"story_window,omitempty"`
	// weight, 0 to 1, of countries (ISO 3166 alpha-2) and organisations ("OTS"); not listed = 0.5
	Actors  map[string]float64 `yaml:"actors,omitempty"`
	Weights Weights            `yaml:"weights,omitempty"` // what the order of stories is made of
	// most bytes read of an article; the program sets it to scrape.max_text; 0 = 204800
	MaxText int `yaml:"-"`
}

// Weights are the shares of a story's score. They need not add up to 1; all zero = 0.30, 0.20, 0.15, 0.10, 0.10,
// 0.15. Each is multiplied by a figure from 0 to 1 that rank.go explains.
type Weights struct {
	Relevance float64 `yaml:"relevance,omitempty"` // how surely it is the digest's topic
	Outlets   float64 `yaml:"outlets,omitempty"`   // how many outlets report it independently
	Freshness float64 `yaml:"freshness,omitempty"` // how late in the window it is
	Actors    float64 `yaml:"actors,omitempty"`    // how much its countries and organisations weigh in this digest
	Novelty   float64 `yaml:"novelty,omitempty"`   // whether it is new to the digest's readers
	// whether a leader acts, the desk's own region is concerned, or conflict threatens
	Stakes float64 `yaml:"stakes,omitempty"`
}

var defaultWeights = Weights{
	Relevance: 0.30, Outlets: 0.20, Freshness: 0.15, Actors: 0.10, Novelty: 0.10, Stakes: 0.15,
}

// Validate reports the first mistake as a *news.InvalidError.
func (c *Config) Validate() error {
	for _, n := range []struct {
		field      string
		value, top int
	}{
		{"sentences", c.Sentences, 10},
		{"per_section", c.PerSection, 1000},
		{"per_outlet", c.PerOutlet, 1000},
	} {
		if n.value < 0 || n.value > n.top {
			return news.Invalid(n.field, "The value must be from 0 (the default) to %d.", n.top)
		}
	}
	if c.StoryWindow != 0 && c.StoryWindow < time.Hour {
		return news.Invalid("story_window", "The span of a story must be at least one hour.")
	}
	for id, w := range c.Actors {
		if !(w >= 0 && w <= 1) {
			return news.Invalid("actors."+id, "An actor's weight must be from 0 to 1.")
		}
	}
	w := c.Weights
	for _, n := range []struct {
		field string
		value float64
	}{
		{"relevance", w.Relevance},
		{"outlets", w.Outlets},
		{"freshness", w.Freshness},
		{"actors", w.Actors},
		{"novelty", w.Novelty},
		{"stakes", w.Stakes},
	} {
		if !(n.value >= 0 && n.value <= 100) {
			return news.Invalid("weights."+n.field, "A weight must be from 0 to 100.")
		}
	}
	return nil
}

// WithDefaults replaces zero values by their meaning, where that is one value.
func (c Config) WithDefaults() Config {
	c.Sentences = cmp.Or(c.Sentences, 3)
	if c.StoryWindow == 0 {
		c.StoryWindow = cluster.DefaultWindow
	}
	if c.Weights == (Weights{}) {
		c.Weights = defaultWeights
	}
	return c
}

// Summarizer tells a story in a few sentences. The articles are those of one story, the lead piece first; max ≥ 1 is
// the most sentences wanted. A sentence with Start < End is a quotation; any other is the Summarizer's own wording of
// the article it names, and the editor replaces it when package faithfulness finds it unfounded there.
type Summarizer interface {
	Summarize(ctx context.Context, articles []news.Article, max int) ([]news.Sentence, error)
}

// Editor judges and composes. Its methods may be called from several goroutines.
type Editor struct {
	// Summarizer tells the stories; New sets the extractive one. When another fails, the extractive one takes its
	// place.
	Summarizer Summarizer
	// Assistant returns a model's help with an issue of the digest; nil, itself or what it returns, = no model helps.
	Assistant func(ctx context.Context, d news.Digest) (*Assistant, error)
	// Now is the clock for stamps (Issue.Created, Verdict.Judged).
	Now func() time.Time
	// Log is told of articles that attache itself fails on; nil = no log.
	Log *slog.Logger

	cfg     Config
	judge   func(news.Topic, news.Article) news.Verdict            // but for tests of what follows it
	arrange func(func() bool, []*piece, []news.Story) []*candidate // the same
}

// New makes an editor. cfg must be valid.
func New(cfg Config) *Editor {
	e := &Editor{Summarizer: Extractive{}, Now: time.Now, cfg: cfg.WithDefaults(), judge: relevance.MustJudge}
	e.arrange = e.stories
	return e
}
