package digest

import "attache/news"

// Mentions is who and what a text names, each list with the most important first.
type Mentions struct {
	Countries     []news.Mention // ID = ISO 3166 alpha-2
	Organisations []news.Mention // ID = usual short name, such as EU or OTS
	People        []news.Mention // leaders and officials; ID = full name in English
	Regions       []news.Mention // parts of countries and disputed lands, such as Karabakh
}

// Entities finds the countries, organisations, people and regions that a text names. lang is a code of text.Languages;
// body may be empty. Offsets refer to title + "\n\n" + body, or to body alone when title is empty.
func Entities(lang, title, body string) Mentions {
	return Mentions{}
}
