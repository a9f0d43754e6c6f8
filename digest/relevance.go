package digest

import "attache/news"

// Relevance is the probability that a piece is about foreign policy (relations between states or with international
// organisations), with the reasons for it, the weightiest first. lang is a code of text.Languages.
func Relevance(lang, title, body string) (score float64, reasons []news.Reason) {
	return relevance(lang, title, body, Entities(lang, title, body))
}

func relevance(lang, title, body string, found Mentions) (score float64, reasons []news.Reason) {
	return 0.5, nil
}
