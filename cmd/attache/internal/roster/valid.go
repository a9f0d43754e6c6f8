package roster

import (
	"slices"
	"strings"

	"golang.org/x/text/language"

	"attache/news"
)

// Valid checks a subscriber whole, as a person may write one.
func Valid(s *news.Subscriber) error {
	if err := s.Validate(); err != nil {
		return err
	}
	if s.Language != "" && !slices.Contains(news.Languages, s.Language) {
		return news.Invalid("language", "%q is not a language of the letter: use %s.", s.Language,
			strings.Join(news.Languages, ", "))
	}
	for _, r := range s.Reads {
		tag, err := language.Parse(r)
		if err != nil || tag.String() != r {
			e := news.Invalid("reads", "%q is not the code of a language: no article would ever be in it.", r)
			e.Hint = "write ru, ky, uz-Cyrl"
			if err == nil {
				e.Hint = "use " + tag.String()
			}
			return e
		}
	}
	return nil
}
