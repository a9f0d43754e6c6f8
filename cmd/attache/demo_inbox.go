package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html/template"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-message"
	"github.com/emersion/go-message/mail"
	"github.com/emersion/go-smtp"
)

// inbox is the demo's mail server: it takes letters over SMTP on loopback and keeps each as an .eml file.
type inbox struct {
	dir  string
	port int

	mu  sync.Mutex
	got int
}

// maxLetter bounds one letter, in bytes; attache's own stay under 102 KB of HTML.
const maxLetter = 4 << 20

// openInbox listens until ctx ends.
func openInbox(ctx context.Context, dir string) (*inbox, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, err
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("open the inbox: %w", err)
	}
	in := &inbox{dir: dir, port: l.Addr().(*net.TCPAddr).Port}
	s := smtp.NewServer(in)
	s.Domain = "localhost"
	s.ReadTimeout, s.WriteTimeout = 30*time.Second, 30*time.Second
	s.MaxMessageBytes = maxLetter
	go func() { // ends when the server is closed below
		_ = s.Serve(l)
	}()
	context.AfterFunc(ctx, func() { s.Close() })
	return in, nil
}

// NewSession begins one SMTP session.
func (in *inbox) NewSession(*smtp.Conn) (smtp.Session, error) { return &inboxSession{in: in}, nil }

type inboxSession struct {
	in *inbox
	to string
}

func (s *inboxSession) Mail(string, *smtp.MailOptions) error { return nil }

func (s *inboxSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = to
	return nil
}

func (s *inboxSession) Data(r io.Reader) error {
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.in.mu.Lock()
	defer s.in.mu.Unlock()
	who := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '.' || r == '-' || r == '@' {
			return r
		}
		return '_'
	}, strings.ToLower(s.to))
	name := fmt.Sprintf("%s-%s.eml", time.Now().Format("20060102-150405.000"), who)
	if err := os.WriteFile(filepath.Join(s.in.dir, name), data, 0o640); err != nil {
		return err
	}
	s.in.got++
	return nil
}

func (s *inboxSession) Reset()        { s.to = "" }
func (s *inboxSession) Logout() error { return nil }

// files lists the letters, newest first.
func (in *inbox) files() ([]string, error) {
	all, err := filepath.Glob(filepath.Join(in.dir, "*.eml"))
	slices.Sort(all)
	slices.Reverse(all)
	return all, err
}

// letter is one file of the inbox, opened.
type letter struct {
	Name, Subject, To string
	Size              int
	html, text        []byte
}

func openLetter(path string) (letter, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return letter{}, err
	}
	return parseLetter(filepath.Base(path), data)
}

// parseLetter reads a message.
func parseLetter(name string, data []byte) (letter, error) {
	l := letter{Name: name, Size: len(data)}
	r, err := mail.CreateReader(bytes.NewReader(data))
	if err != nil && !message.IsUnknownCharset(err) {
		return l, fmt.Errorf("read %s: %w", l.Name, err)
	}
	l.Subject, _ = r.Header.Subject() // a subject that cannot be decoded stays as it came
	l.To = r.Header.Get("To")
	for {
		part, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			return l, nil
		}
		if err != nil {
			return l, fmt.Errorf("read %s: %w", l.Name, err)
		}
		body, err := io.ReadAll(part.Body)
		if err != nil {
			return l, fmt.Errorf("read %s: %w", l.Name, err)
		}
		if strings.HasPrefix(part.Header.Get("Content-Type"), "text/html") {
			l.html = body
		} else {
			l.text = body
		}
	}
}

// handler shows the inbox at /mail/.
func (in *inbox) handler() http.Handler {
	pages := template.Must(template.New("").Funcs(template.FuncMap{"day": longDate}).ParseFS(demoFiles,
		"demo/pages.html"))
	mux := http.NewServeMux()
	mux.HandleFunc("GET /mail/{$}", func(w http.ResponseWriter, _ *http.Request) {
		files, err := in.files()
		var letters []letter
		for _, f := range files {
			l, e := openLetter(f)
			if err = errors.Join(err, e); e == nil {
				letters = append(letters, l)
			}
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_ = pages.ExecuteTemplate(w, "inbox", letters) // the reader may have gone
	})
	mux.HandleFunc("GET /mail/{name}", func(w http.ResponseWriter, r *http.Request) {
		path := filepath.Join(in.dir, filepath.Base(r.PathValue("name")))
		l, err := openLetter(path)
		if err != nil {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Security-Policy",
			"sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation")
		switch {
		case r.URL.Query().Has("raw"):
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			http.ServeFile(w, r, path)
		case r.URL.Query().Has("text"):
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			w.Write(l.text)
		default:
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Write(l.html)
		}
	})
	return mux
}
