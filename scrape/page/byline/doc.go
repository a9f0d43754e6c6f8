// Package byline cuts lines that name authors into names, and knows given names in the scripts of the world.
//
// It does not decide who wrote a piece: package page weighs the names. Read byline.go first; `lab train names` makes
// first_names.go.
package byline
