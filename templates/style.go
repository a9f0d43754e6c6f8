package templates

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"fmt"
	"regexp"
	"strings"

	"attache/news"
)

// styleName is an address of the pages' style sheet below /style/: its hash, and the accent where it is not the
// built-in one. Each name has one content for ever, so that browsers keep it, and an upgrade is seen at once.
var styleName = regexp.MustCompile(`^([0-9a-f]{12})(?:-([0-9a-f]{6}))?\.css$`)

// sheetHash is the hash of a style sheet in names of it.
func sheetHash(css []byte) string { return fmt.Sprintf("%x", sha256.Sum256(css))[:12] }

// style is where the pages of a publisher have their style sheet, below the archive's address.
func (w *words) style(by news.Publisher) string {
	name := "style/" + w.sheet
	if c, ok := parseColour(by.Accent); ok && c.String() != accent {
		name += "-" + strings.TrimPrefix(c.String(), "#")
	}
	return name + ".css"
}

// Style returns the style sheet that a page names below style/, in the accent that the name tells; nil = there is none.
// current reports whether the name is that of today's sheet, whose content never changes: a page that was kept since
// before an upgrade has another.
func (s *Set) Style(name string) (css []byte, current bool) {
	m := styleName.FindStringSubmatch(name)
	if m == nil {
		return nil, false
	}
	css = s.files["style.css"]
	if m[2] != "" {
		by := news.Publisher{Accent: "#" + m[2]}
		if CheckPublisher(by) != nil {
			return nil, false
		}
		c, _ := parseColour(by.Accent)
		css = bytes.ReplaceAll(css, []byte(accent), []byte(c.String()))
		css = bytes.ReplaceAll(css, []byte(accentDark), []byte(readableOn(c, paperDark).String()))
	}
	return css, m[1] == s.sheet
}

// house is who stands behind a page, on the page. Without a publisher it is nobody.
func (w *words) house(by news.Publisher, site string) publisherView {
	if by.Accent == "" && by.Logo == "" && by.Signature == "" && by.Address == "" && by.Imprint == "" &&
		by.Privacy == "" && len(by.Footer) == 0 {
		return publisherView{}
	}
	return w.publisher(by, cmp.Or(by.LogoText, site))
}
