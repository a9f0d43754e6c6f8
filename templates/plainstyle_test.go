package templates

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

var (
	innerRule = regexp.MustCompile(`[^{}]*\{[^{}]*\}`)
	newValue  = regexp.MustCompile(`\b(?:var|clamp|min|max|light-dark|env|oklch|color-mix)\(`)
)

// unplain lists the declarations of a style sheet that an old browser drops without having another.
func unplain(css string) (flaws []string) {
	for _, at := range []string{"@layer", "@container", "@scope"} {
		if strings.Contains(css, at) {
			flaws = append(flaws, at+" hides all its rules from old browsers")
		}
	}
	for _, rule := range innerRule.FindAllString(css, -1) {
		selector, body, _ := strings.Cut(rule, "{")
		var plain []string
		for declaration := range strings.SplitSeq(strings.TrimSuffix(body, "}"), ";") {
			name, value, ok := strings.Cut(declaration, ":")
			name = strings.TrimSpace(name)
			if !ok || strings.HasPrefix(name, "--") {
				continue
			}
			if !newValue.MatchString(value) {
				plain = append(plain, name)
				continue
			}
			covered := func(p string) bool { // border-top holds the border-color of what the rule draws
				return p == name || strings.HasPrefix(name, p+"-") || strings.HasPrefix(p, "border") &&
					strings.HasPrefix(name, "border")
			}
			if !slices.ContainsFunc(plain, covered) {
				flaws = append(flaws, fmt.Sprintf("%s: %s has no plain value before %s", strings.TrimSpace(selector), name,
					strings.TrimSpace(value)))
			}
		}
	}
	return flaws
}
