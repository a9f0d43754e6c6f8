// Package templates sets issues as letters (HTML and plain text) and pages, in every language of the interface. It is the
// only place where text becomes HTML. It does not decide what is in an issue, nor send or serve anything.
package templates

import (
	"errors"
	"io"

	"attache/news"
)

// Config says where templates come from.
type Config struct {
	// Dir is a folder with templates of one's own: files of the same name (email/broadsheet.html, i18n/ru.yaml, …) win over the
	// built-in ones, and further email/NAME.html + email/NAME.txt pairs are templates a digest can name. "" = built-in only.
	Dir string `yaml:"dir"`
}

// Set is all letters and pages, checked and ready. It is safe for use by several goroutines.
type Set struct{}

// New loads the built-in templates and those of Config.Dir, and checks each against the sample issues in every language. A
// mistake is an *news.InvalidError that names file and line.
func New(cfg Config) (*Set, error) { return nil, errors.New("not set yet") }

// Letter renders the issue in one of news.Languages ("" = the issue's). The HTML is at most MaxLetter bytes when encoded for
// mail: what does not fit is counted in Cut and left for the web. web is the issue's archive address, "" = none.
func (s *Set) Letter(d news.Digest, i news.Issue, language, web string) (news.Letter, error) {
	return news.Letter{}, errors.New("not set yet")
}

// Page writes the named page. data is one of this package's page types (IndexPage, IssuePage, …), which say the language.
func (s *Set) Page(w io.Writer, name string, data any) error { return errors.New("not set yet") }

// Sample is an issue full of hard cases, for checks and previews.
func Sample(language string) news.Issue { return news.Issue{Language: language} }
