// Package entities finds the countries, organisations, people and regions that a text names, in any language of package
// text, and knows whom its leaders act for.
//
// It reads tables (data/*.tsv, each with its columns explained at the top) and learns nothing. It does not judge what a
// text is about, and knows no article. Read entities.go first: Find, and Scan, which also returns the places of the
// names. lexicon.go makes the forms of one language out of the tables, endings.go says what may follow a stem,
// homonyms.go when a form means something else.
package entities
