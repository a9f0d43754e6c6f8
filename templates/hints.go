package templates

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// given are the types of what templates are given, by the names that errors call them.
var given = func() map[string]reflect.Type {
	out := map[string]reflect.Type{}
	for _, v := range []any{
		issueView{},
		publisherView{},
		jumpView{},
		sectionView{},
		storyView{},
		titleView{},
		quoteView{},
		pieceView{},
		barView{},
		shellView{},
		languageView{},
		indexView{},
		indexDigestView{},
		indexIssueView{},
		yearView{},
		monthView{},
		issuePageView{},
		neighbourView{},
		unsubscribeView{},
		errorView{},
	} {
		t := reflect.TypeOf(v)
		out[t.Name()] = t
	}
	return out
}()

// functions are what templates may call beside Go's own.
func functions(w *words) map[string]any {
	return map[string]any{"word": w.word, "count": w.countWord, "upper": w.upper, "unbroken": unbroken, "mso": mso}
}

const generalHint = "compare with the built-in one of the same name; what a template is given stands in " +
	"templates/README.md"

var (
	unknownField = regexp.MustCompile(`can't evaluate field (\w+) in type \*?templates\.(\w+)`)
	nilField     = regexp.MustCompile(`nil pointer evaluating \*templates\.\w+\.\w+`)
	// causes are what the errors of the template packages come from most often, with what to do.
	causes = []struct {
		text *regexp.Regexp
		hint string
	}{
		{regexp.MustCompile(`function "\w+" not defined`), "beside those of Go's templates there are count, mso, unbroken, " +
			"upper and word"},
		{regexp.MustCompile(`unexpected EOF|unexpected <define>|unclosed action`), "each {{if}}, {{range}}, {{with}}, " +
			"{{define}} and {{block}} needs an {{end}} of its own: one is missing above this line"},
		{regexp.MustCompile(`unexpected \{\{(?:end|else)\}\}`), "there is one {{end}} or {{else}} too many, or the {{if}}, " +
			"{{range}} or {{with}} that it belongs to is missing"},
		{regexp.MustCompile(`has no (?:text|count) "`), "the texts are those of i18n/en.yaml; words of your own stand in " +
			"the template itself"},
		{regexp.MustCompile(`bad character|unexpected "[}{]"|unterminated`), "an action begins with {{ and ends with }}, " +
			"on one line; a text in it stands in quotation marks"},
		{
			regexp.MustCompile(`ends in a non-text context|in unquoted attr|in attribute name|ambiguous context`),
			"close the quotation marks and the tag before; an action stands in a text or in a quoted attribute",
		},
		{nilField, "not every issue has it: put it into {{with .Lead}} … {{end}}"},
	}
)

// hintFor says what to do about an error of the template packages.
func hintFor(text string) string {
	if m := unknownField.FindStringSubmatch(text); m != nil {
		if hint := fieldsOf(m[2], m[1]); hint != "" {
			return hint
		}
	}
	for _, c := range causes {
		if c.text.MatchString(text) {
			return c.hint
		}
	}
	return generalHint
}

// fieldsOf lists what is there where a template looked for a field, "" when the type is not one of ours.
func fieldsOf(name, wanted string) string {
	t := given[name]
	if t == nil {
		return ""
	}
	list := func(t reflect.Type) (fields []string) {
		for _, f := range reflect.VisibleFields(t) {
			if f.IsExported() && !f.Anonymous {
				fields = append(fields, "."+f.Name)
			}
		}
		return fields
	}
	hint := "inside of this part there is " + strings.Join(list(t), ", ")
	if whole := given["issueView"]; t != whole && slices.Contains(list(whole), "."+wanted) {
		hint += "; in a letter $." + wanted + " is the whole letter's"
	}
	return hint
}
