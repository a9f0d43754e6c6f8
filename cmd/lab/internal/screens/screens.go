// Package screens takes pictures of every letter and page in a browser, and measures what a person would have to look
// for: what is wider than its window, what is too small for a thumb. It judges no colour and no word. Read screens.go
// first.
package screens

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"image"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"attache/news"
	"attache/templates"
)

// document is a letter or page in one language.
type document struct {
	name   string // "broadsheet.en"
	letter bool
	html   []byte
}

// documents lists both letters and each page as readers meet it.
func documents(set *templates.Set) ([]document, error) {
	here := strings.NewReplacer("https://press.example/logo.png", "/logo.png",
		"https://press.example/pictures/", "/pictures/")
	var all []document
	for _, lang := range news.Languages {
		for _, name := range set.Templates() {
			i := templates.Sample(lang)
			d := news.Digest{Name: i.Digest, Title: i.Title, Template: name, Publisher: templates.SamplePublisher()}
			l, err := set.Letter(d, i, lang, "https://press.example/issues/7")
			if err != nil {
				return nil, err
			}
			all = append(all, document{name + "." + lang, true, []byte(here.Replace(l.HTML))})
		}
		pages := templates.SamplePages(lang)
		for _, p := range []struct {
			name string
			at   int // which of its samples
		}{{"index", 1}, {"issue", 0}, {"subscribe", 0}, {"unsubscribe", 0}, {"unsubscribed", 0}, {"error", 0}} {
			var b bytes.Buffer
			if err := set.Page(&b, p.name, pages[p.name][p.at]); err != nil {
				return nil, err
			}
			all = append(all, document{p.name + "." + lang, false, []byte(here.Replace(b.String()))})
		}
	}
	return all, nil
}

// Command is "lab screens": it writes a picture of each letter and page into a folder, and fails when one is wrong.
func Command(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("lab screens", flag.ContinueOnError)
	dir := flags.String("out", "docs/screens", "folder of the pictures")
	own := flags.String("templates", "", "folder of templates of one's own")
	most := flags.Int("kb", 2048, "kilobytes that all pictures may have")
	if err := flags.Parse(args); err != nil {
		return err
	}
	set, err := templates.New(templates.Config{
		Dir: *own, Subscribe: func(digest string) string { return "https://press.example/subscribe/" + digest },
	})
	if err != nil {
		return err
	}
	all, err := documents(set)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(*dir, 0o755); err != nil {
		return err
	}
	site, stop, err := serve(ctx, set, all)
	if err != nil {
		return err
	}
	defer stop()
	b, done, err := open(ctx)
	if err != nil {
		return err
	}
	defer done()
	var wrong []string
	size := 0
	for _, d := range all {
		s, err := b.look(site+"/"+d.name, d.letter)
		if err != nil {
			return fmt.Errorf("%s: %w", d.name, err)
		}
		for _, f := range s.flaws {
			wrong = append(wrong, d.name+": "+f)
		}
		n, err := write(filepath.Join(*dir, d.name+".png"), s.sheet)
		if err != nil {
			return err
		}
		size += n
	}
	fmt.Fprintf(out, "%d pictures, %d kB, in %s\n", len(all), size>>10, *dir)
	if size > *most<<10 {
		wrong = append(wrong, fmt.Sprintf("the pictures have %d kB, more than %d", size>>10, *most))
	}
	if len(wrong) > 0 {
		return errors.New(strings.Join(wrong, "\n"))
	}
	return nil
}

// write saves a picture with few colours and returns its size.
func write(path string, picture image.Image) (int, error) {
	b, err := encode(picture)
	if err != nil {
		return 0, err
	}
	return len(b), os.WriteFile(path, b, 0o644)
}

// serve offers the documents and the pages' files on this machine.
func serve(ctx context.Context, set *templates.Set, all []document) (site string, stop func(), err error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	mux := http.NewServeMux()
	answer := func(path, kind string, body []byte) {
		mux.HandleFunc("GET /"+path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.Write(body)
		})
	}
	for _, d := range all {
		answer(d.name, "text/html; charset=utf-8", d.html)
	}
	for path, picture := range drawings() {
		answer(path, "image/png", picture)
	}
	for name, kind := range templates.Files() {
		answer(name, kind, set.File(name))
	}
	mux.HandleFunc("GET /style/{name}", func(w http.ResponseWriter, r *http.Request) {
		css, _ := set.Style(r.PathValue("name"))
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		w.Write(css)
	})
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = server.Serve(l) // ends when stop is called; a page that is missing then is an error of its picture
	}()
	return "http://" + l.Addr().String(), func() { server.Close(); <-ended }, nil
}
