package templates

import (
	"bytes"
	"fmt"
	"io"
	"mime/quotedprintable"

	"attache/news"
)

// MaxLetter is the most bytes of a letter's HTML, encoded for mail: Gmail clips what is longer than
// 102 KB.
const MaxLetter = 102 * 1024

// letterMargin is kept free for what a recipient's own unsubscribe addresses are longer than the token.
const letterMargin = 1024

// addresses are where a letter's issue and digest are on the web.
type addresses struct {
	web       string // the issue in the archive; "" = nowhere
	subscribe string // the page to subscribe on; "" = there is none
}

// letter renders the issue, leaving out the stories of least score until it fits.
func (v *voice) letter(name string, i news.Issue, by news.Publisher, at addresses) (news.Letter, error) {
	view, html, err := v.fit(name, i, by, at)
	if err != nil {
		return news.Letter{}, err
	}
	text, err := v.plain(name, view)
	if err != nil {
		return news.Letter{}, err
	}
	return news.Letter{
		Language: v.words.lang, Subject: view.Subject, Preheader: view.Preheader, HTML: html, Text: text,
		Stories: view.Stories, Cut: view.Cut,
	}, nil
}

// fit renders the HTML of an issue with as many of its best stories as a letter has room for.
func (v *voice) fit(
	name string, i news.Issue, by news.Publisher, at addresses,
) (view issueView, html string, err error) {
	all := i.Count()
	set := func(keep int) (size int, err error) {
		view = v.words.issue(i, by, keep, at, aLetter)
		var b bytes.Buffer
		if err := v.html[name].Execute(&b, view); err != nil {
			return 0, fmt.Errorf("set letter %s: %w", name, err)
		}
		out := squeeze(b.Bytes())
		html = string(out)
		return EncodedSize(out), nil
	}
	const most = MaxLetter - letterMargin
	size, err := set(all)
	if err != nil || size <= most {
		return view, html, err
	}
	// The greatest number that fits lies in [low, high).
	low, high := 0, all
	for high-low > 1 {
		mid := (low + high) / 2
		if size, err = set(mid); err != nil {
			return view, "", err
		}
		if size <= most {
			low = mid
		} else {
			high = mid
		}
	}
	if size, err = set(low); err != nil {
		return view, "", err
	}
	if size > most {
		return view, "", fmt.Errorf("set letter %s: %d bytes without a single story, more than %d", name, size,
			MaxLetter)
	}
	return view, html, nil
}

// plain renders the text part of a view.
func (v *voice) plain(name string, view issueView) (string, error) {
	var b bytes.Buffer
	if err := v.text[name].Execute(&b, view); err != nil {
		return "", fmt.Errorf("set letter %s: %w", name, err)
	}
	return wrap(b.String()), nil
}

// EncodedSize is the length of a body encoded for mail, in bytes: as quoted-printable or as base64, whichever is
// smaller. Base64 takes 76 columns and a line end for 57 bytes.
func EncodedSize(body []byte) int {
	var n counter
	w := quotedprintable.NewWriter(&n)
	// Neither the writer nor a counter fails.
	_, _ = w.Write(body)
	_ = w.Close()
	base64 := (len(body)+2)/3*4 + (len(body)+56)/57*2
	return min(int(n), base64)
}

type counter int

func (c *counter) Write(p []byte) (int, error) { *c += counter(len(p)); return len(p), nil }

var _ io.Writer = (*counter)(nil)
