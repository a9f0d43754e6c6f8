package news

// Help is what a language model did for an issue and what it could not do, so that nothing is degraded silently.
type Help struct {
	Model       string   `json:"model"`
	Answers     int      `json:"answers"`              // that were of use, remembered ones among them
	Cached      int      `json:"cached,omitempty"`     // remembered from an earlier run: they cost nothing
	TokensIn    int      `json:"tokens_in,omitempty"`  // read by the model
	TokensOut   int      `json:"tokens_out,omitempty"` // written by it
	Cost        float64  `json:"cost,omitempty"`       // in the currency of llm.price_in and llm.price_out
	Adjudicated int      `json:"settled,omitempty"`    // judgements it was asked about and answered
	Turned      int      `json:"turned,omitempty"`     // of these, against the program's own judgement
	Chosen      int      `json:"chosen,omitempty"`     // summaries whose sentences it chose
	Written     int      `json:"written,omitempty"`    // summaries that hold sentences of its own
	Replaced    int      `json:"replaced,omitempty"`   // sentences of its own that a check refused: see Story.Refused
	Translated  int      `json:"translated,omitempty"` // translations of stories, one for each language
	Missing     []string `json:"missing,omitempty"`    // what was asked for and not done, and why: full sentences
}

// Refusal is a sentence of a model that was not printed.
type Refusal struct {
	Text      string `json:"text"`
	ArticleID int64  `json:"article_id,omitempty"` // the article it should rest on
	Why       string `json:"why"`                  // a few words: what the article does not bear out
}

// Translation is a story in another language. The story keeps the original.
type Translation struct {
	Headline string   `json:"headline"`
	Summary  []string `json:"summary,omitempty"` // one text for each sentence of Story.Summary
}
