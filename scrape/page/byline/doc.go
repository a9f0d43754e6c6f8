// Package byline cuts lines that name authors into names, and knows given names in Latin, Cyrillic and Arabic script.
//
// It does not decide who wrote a piece: package page weighs the names. Read byline.go first; first_names.go is a list
// made by hand.
package byline
