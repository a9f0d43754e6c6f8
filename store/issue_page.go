package store

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"attache/news"
)

// IssuePage is Issue for a page that shows only so many other pieces of a story: those beyond, which nothing quotes,
// are counted in Story.More and not decoded. That is most of an issue of large stories.
func (s *Store) IssuePage(ctx context.Context, id int64, pieces int) (news.Issue, error) {
	read := func(i *news.Issue) func(scanner) (news.Story, error) {
		return func(r scanner) (news.Story, error) {
			st := storyPage{lead: i.Lead, pieces: pieces}
			err := scanStory(r, &st.story, &st)
			return st.story, err
		}
	}
	all, err := s.issuesWith(ctx, read, `SELECT `+issueColumns+` FROM issues i WHERE i.id = $1`, id)
	if err == nil && len(all) == 0 {
		err = news.ErrNotFound
	}
	if err != nil {
		return news.Issue{}, fmt.Errorf("issue %d: %w", id, err)
	}
	return all[0], nil
}

// storyPage reads a packed story with a part of its other pieces.
type storyPage struct {
	story  news.Story
	lead   []news.Sentence // of the issue
	pieces int
}

// Scan reads packed JSON.
func (p *storyPage) Scan(v any) error {
	return readPacked(v, func(b []byte) error {
		rest := unpackBuffers.Get().(*bytes.Buffer)
		rest.Reset()
		defer keepBuffer(rest)
		also := without(b, `"also"`, rest)
		if err := json.Unmarshal(rest.Bytes(), &p.story); err != nil {
			return err
		}
		return p.also(also)
	})
}

// without writes a JSON object that json.Marshal made, without one of its keys, and returns that key's value, an array
// or an object: encoding/json would read each byte of it twice, to check it and to skip it. The value is empty when the
// key is not there.
func without(b []byte, key string, rest *bytes.Buffer) (value []byte) {
	depth := 0
	for n := 0; n < len(b); n++ {
		switch b[n] {
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		case '"':
			from := n
			n += quoted(b[n:]) - 1
			if depth != 1 || b[from-1] == ':' || string(b[from:n+1]) != key || n+1 >= len(b) || b[n+1] != ':' {
				continue
			}
			to := n + 2 + valueEnd(b[n+2:])
			value = b[n+2 : to]
			if to < len(b) && b[to] == ',' {
				to++
			} else if b[from-1] == ',' {
				from--
			}
			rest.Write(b[:from])
			rest.Write(b[to:])
			return value
		}
	}
	rest.Write(b)
	return nil
}

// valueEnd returns the length of the JSON array or object that b begins with.
func valueEnd(b []byte) int {
	depth := 0
	for n := 0; n < len(b); n++ {
		switch b[n] {
		case '"':
			n += quoted(b[n:]) - 1
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return n + 1
			}
		}
	}
	return len(b)
}

// also decodes the first of the other pieces, and those that are quoted or tell the story in another language.
func (p *storyPage) also(array []byte) error {
	var wanted map[int64]bool
	n := 0
	for element := range elements(array) {
		if n++; n > p.pieces {
			if wanted == nil {
				wanted = p.wanted()
			}
			if id, ok := articleOf(element); ok && !wanted[id] {
				p.story.More++
				continue
			}
		}
		if p.story.Also == nil {
			p.story.Also = make([]news.Piece, 0, p.pieces+1)
		}
		p.story.Also = append(p.story.Also, news.Piece{})
		if err := json.Unmarshal(element, &p.story.Also[len(p.story.Also)-1]); err != nil {
			return err
		}
	}
	return nil
}

// wanted lists the articles whose pieces a page needs wherever they stand.
func (p *storyPage) wanted() map[int64]bool {
	ids := map[int64]bool{}
	note := func(sentences []news.Sentence) {
		for n := range sentences {
			ids[sentences[n].ArticleID] = true
		}
	}
	note(p.lead)
	note(p.story.Summary)
	for _, r := range p.story.Renditions {
		ids[r.Lead.ArticleID] = true
		note(r.Summary)
	}
	return ids
}

// elements goes through the objects of a valid JSON array.
func elements(array []byte) func(yield func([]byte) bool) {
	return func(yield func([]byte) bool) {
		depth, from := 0, 0
		for n := 0; n < len(array); n++ {
			switch array[n] {
			case '"':
				n += quoted(array[n:]) - 1
			case '{':
				if depth++; depth == 1 {
					from = n
				}
			case '}':
				if depth--; depth == 0 && !yield(array[from:n+1]) {
					return
				}
			}
		}
	}
}

// quoted returns the length of the JSON string that b begins with. Nearly all of a document lies in strings, so what
// stands in them is not looked at byte by byte.
func quoted(b []byte) int {
	for at := 1; at < len(b); {
		end := bytes.IndexByte(b[at:], '"')
		if end < 0 {
			break
		}
		escapes := 0
		for n := at + end - 1; n >= at && b[n] == '\\'; n-- {
			escapes++
		}
		if at += end + 1; escapes%2 == 0 {
			return at
		}
	}
	return len(b)
}

// articleOf reads the article's number from the beginning of a piece, where it is written.
func articleOf(piece []byte) (int64, bool) {
	rest, ok := bytes.CutPrefix(piece, []byte(`{"article_id":`))
	end := bytes.IndexByte(rest, ',')
	if !ok || end < 0 {
		return 0, false
	}
	id, err := strconv.ParseInt(string(rest[:end]), 10, 64)
	return id, err == nil
}
