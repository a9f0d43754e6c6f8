package web

import (
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// siteIssues is how many numbers of issues one part of the sitemap covers.
const siteIssues = 60

// The sitemap (https://www.sitemaps.org/protocol.html).
const siteSpace = "http://www.sitemaps.org/schemas/sitemap/0.9"

type siteIndex struct {
	XMLName xml.Name `xml:"sitemapindex"`
	Space   string   `xml:"xmlns,attr"`
	Parts   []sitePlace
}

type sitePart struct {
	XMLName xml.Name `xml:"urlset"`
	Space   string   `xml:"xmlns,attr"`
	Pages   []sitePlace
}

type sitePlace struct {
	XMLName xml.Name
	At      string `xml:"loc"`
	Changed string `xml:"lastmod,omitempty"`
}

// sitemap lists the parts of the sitemap: as many as the number of the newest public issue asks for.
func (s *Server) sitemap(w http.ResponseWriter, r *http.Request) error {
	marks, err := s.store.PublicMarks(r.Context(), "", 0, 0, 1, true)
	if err != nil {
		return err
	}
	index := siteIndex{Space: siteSpace}
	if len(marks) > 0 {
		for n := marks[0].ID / siteIssues; n >= 0; n-- {
			index.Parts = append(index.Parts, sitePlace{
				XMLName: xml.Name{Local: "sitemap"}, At: fmt.Sprintf("%s/sitemap/%d", s.links.Base, n),
			})
		}
	}
	return s.answerXML(w, r, index, len(index.Parts))
}

// sitemapPart lists public issues by number: those of part 0 are below siteIssues.
func (s *Server) sitemapPart(w http.ResponseWriter, r *http.Request) error {
	n, err := strconv.ParseInt(r.PathValue("part"), 10, 64)
	if err != nil || n < 0 || n > 1<<40 {
		return errNoPage
	}
	marks, err := s.store.PublicNumbers(r.Context(), n*siteIssues, (n+1)*siteIssues)
	if err != nil {
		return err
	}
	if len(marks) == 0 {
		return errNoPage
	}
	part := sitePart{Space: siteSpace}
	for _, m := range marks {
		part.Pages = append(part.Pages, sitePlace{
			XMLName: xml.Name{Local: "url"}, At: s.links.Issue(m.ID), Changed: m.Changed.UTC().Format(time.RFC3339),
		})
	}
	return s.answerXML(w, r, part, marks)
}

// answerXML sends a document that is made from what follows it.
func (s *Server) answerXML(w http.ResponseWriter, r *http.Request, doc any, from ...any) error {
	a := answer{kind: "application/xml; charset=utf-8", age: issueAge}
	a.of(r.URL.Path)
	a.of(from...)
	a.make = func(context.Context) ([]byte, error) {
		b := bytes.NewBufferString(xml.Header)
		if err := xml.NewEncoder(b).Encode(doc); err != nil {
			return nil, fmt.Errorf("write the sitemap: %w", err)
		}
		return b.Bytes(), nil
	}
	return s.answer(w, r, a)
}

// robots lets search engines read the archive and keeps them from links that were meant for one person.
func (s *Server) robots(w http.ResponseWriter, r *http.Request) error {
	send(w, r, "text/plain; charset=utf-8", []byte("User-agent: *\nDisallow: "+s.path+"/u/\nSitemap: "+
		strings.TrimRight(s.links.Base, "/")+"/sitemap.xml\n"))
	return nil
}
