package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html/template"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"attache/news"
	"attache/templates"
)

// preview is one letter or page in one named state and language.
type preview struct {
	Name string // letter/full.en.html
	kind string // text/html or text/plain
	make func(*templates.Set) ([]byte, error)
}

// previews lists every letter and page in its named sample states.
func previews(template string) []preview {
	var all []preview
	for _, lang := range news.Languages {
		for _, state := range []struct {
			name  string
			issue news.Issue
		}{
			{"full", templates.Sample(lang)},
			{"one-story", oneStory(templates.Sample(lang))},
			{"empty", templates.SampleEmpty(lang)},
			{"notices", templates.SampleNotices(lang)},
		} {
			ownLeave := func(part string) string { // each reader's own address stands there when it is sent
				return strings.ReplaceAll(part, news.UnsubscribeToken, "https://press.example.org/u/sample")
			}
			letter := func(set *templates.Set) (news.Letter, error) {
				d := news.Digest{
					Name: state.issue.Digest, Title: state.issue.Title, Language: lang, Template: template,
					Publisher: templates.SamplePublisher(),
				}
				l, err := set.Letter(d, state.issue, lang, "https://press.example.org/issues/7")
				l.HTML, l.Text = ownLeave(l.HTML), ownLeave(l.Text)
				return l, err
			}
			name := "letter/" + state.name + "." + lang
			all = append(all,
				preview{name + ".html", "text/html", func(set *templates.Set) ([]byte, error) {
					l, err := letter(set)
					return []byte(l.HTML), err
				}},
				preview{name + ".txt", "text/plain", func(set *templates.Set) ([]byte, error) {
					l, err := letter(set)
					return []byte(l.Text), err
				}})
		}
		for page, states := range templates.SamplePages(lang) {
			for i, data := range states {
				all = append(all, preview{
					fmt.Sprintf("page/%s-%d.%s.html", page, i+1, lang), "text/html",
					func(set *templates.Set) ([]byte, error) {
						var b bytes.Buffer
						err := set.Page(&b, page, data)
						return b.Bytes(), err
					},
				})
			}
		}
	}
	slices.SortFunc(all, func(a, b preview) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// oneStory leaves an issue with its first story: the shortest letter there is.
func oneStory(i news.Issue) news.Issue {
	if len(i.Sections) > 0 {
		i.Sections = i.Sections[:1]
		i.Sections[0].Stories = i.Sections[0].Stories[:1]
	}
	i.Lead = i.Lead[:min(len(i.Lead), 1)]
	return i
}

func (a *app) previewCommand() *cobra.Command {
	var listen, out, name string
	c := &cobra.Command{
		Use:   "preview",
		Short: "See every letter and page with sample contents",
		Long: `Serves every letter and page in every language and in named sample states. Templates of your
own (templates.dir) are read anew on each visit: edit, reload, look. With --out everything is
written to a folder instead.`,
		Args: arguments(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := a.settings()
			if err != nil {
				return err
			}
			set, err := templates.New(s.Templates)
			if err != nil {
				return err
			}
			if name != "" && !slices.Contains(set.Templates(), name) {
				return &news.InvalidError{
					Message: fmt.Sprintf("There is no template %q.", name), Hint: among(name, set.Templates()),
				}
			}
			if out != "" {
				if err := writableFolder(out); err != nil {
					return err
				}
				return a.writePreviews(s.Templates, out, name)
			}
			return a.servePreviews(cmd.Context(), s.Templates, listen, name)
		},
	}
	c.Flags().StringVar(&listen, "listen", "127.0.0.1:8090", "address to serve on")
	c.Flags().StringVarP(&out, "out", "o", "", "write the files into this folder and exit")
	c.Flags().StringVar(&name, "template", "", "of the letters (default broadsheet)")
	return c
}

// sampleSubscribe is where the letters of the preview say that one subscribes.
func sampleSubscribe(digest string) string { return "https://press.example.org/subscribe/" + digest }

func (a *app) writePreviews(cfg templates.Config, dir, name string) error {
	cfg.Subscribe = sampleSubscribe
	set, err := templates.New(cfg)
	if err != nil {
		return err
	}
	all := previews(name)
	made := make([][]byte, len(all)) // all of them, before one is written
	styles := map[string]bool{}
	for n, p := range all {
		if made[n], err = p.make(set); err != nil {
			return fmt.Errorf("%s: %w", p.Name, err)
		}
		for name := range templates.Files() {
			made[n] = bytes.ReplaceAll(made[n], []byte(`href="/`+name+`"`), []byte(`href="../`+name+`"`))
		}
		if m := stylePath.FindSubmatch(made[n]); m != nil {
			styles[string(m[1])] = true
			made[n] = bytes.Replace(made[n], m[0], []byte(`href="../`+string(m[1])+`"`), 1)
		}
	}
	for name := range styles {
		css, _ := set.Style(strings.TrimPrefix(name, "style/"))
		if err := os.MkdirAll(filepath.Join(dir, "style"), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), css, 0o644); err != nil {
			return err
		}
	}
	for n, p := range all {
		path := filepath.Join(dir, filepath.FromSlash(p.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, made[n], 0o644); err != nil {
			return err
		}
	}
	for name := range templates.Files() {
		if err := os.WriteFile(filepath.Join(dir, name), set.File(name), 0o644); err != nil {
			return err
		}
	}
	index, err := template.ParseFS(demoFiles, "demo/previews.html")
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := index.Execute(&b, previewIndex{Base: "", All: all}); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "index.html"), b.Bytes(), 0o644); err != nil {
		return err
	}
	a.say("Wrote %s to %s. All of them: %s", counted(len(all)+len(templates.Files())+len(styles)+1, "file"), dir,
		filepath.Join(dir, "index.html"))
	return nil
}

// stylePath is where a page names its style sheet.
var stylePath = regexp.MustCompile(`href="/(style/[^"]+)"`)

// previewIndex is the list of all previews.
type previewIndex struct {
	Base string // before the names
	All  []preview
}

func (a *app) servePreviews(ctx context.Context, cfg templates.Config, listen, name string) error {
	cfg.Subscribe = sampleSubscribe
	if _, err := templates.New(cfg); err != nil {
		a.complain(err.Error(), "mend it and reload the page")
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", listen)
	if err != nil {
		return withHint(fmt.Errorf("serve the previews: %w", err), "attache preview --listen 127.0.0.1:0")
	}
	index, err := template.ParseFS(demoFiles, "demo/previews.html")
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	all := previews(name)
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_ = index.Execute(w, previewIndex{Base: "/", All: all}) // the reader may have gone
	})
	for name, kind := range templates.Files() {
		mux.HandleFunc("GET /"+name, func(w http.ResponseWriter, _ *http.Request) {
			set, err := templates.New(cfg)
			if err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
			w.Header().Set("Content-Type", kind)
			w.Write(set.File(name))
		})
	}
	mux.HandleFunc("GET /style/{name}", func(w http.ResponseWriter, r *http.Request) {
		set, err := templates.New(cfg)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		css, _ := set.Style(r.PathValue("name"))
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		w.Write(css)
	})
	mux.HandleFunc("GET /{kind}/{name}", func(w http.ResponseWriter, r *http.Request) {
		i := slices.IndexFunc(all, func(p preview) bool { return "/"+p.Name == r.URL.Path })
		if i < 0 {
			http.NotFound(w, r)
			return
		}
		set, err := templates.New(cfg) // anew, so that an edited template shows
		var data []byte
		if err == nil {
			data, err = all[i].make(set)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", all[i].kind+"; charset=utf-8")
		w.Write(data)
	})
	a.say("%d letters and pages at http://%s/ until Ctrl-C.", len(all), l.Addr())
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	stop := context.AfterFunc(ctx, func() { server.Close() })
	defer stop()
	if err := server.Serve(l); err != nil && !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
