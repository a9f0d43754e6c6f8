package main

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html/template"
	"net"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/encoding/charmap"

	"attache/news"
)

//go:embed demo
var demoFiles embed.FS

// demoNotice stands on every page of the sample outlets.
const demoNotice = "This outlet and its news are invented for the attache demo."

// demoPort is where the first sample outlet listens when it can; the others follow. Fixed ports keep the addresses of
// articles the same from one `demo --dev` to the next.
const demoPort = 8101

// sampleOutlet is one publisher of the demo: its articles, and the shape in which it publishes them.
type sampleOutlet struct {
	Key, Name, Country, Region, Language, Zone string

	Kind     news.SourceKind
	List     string // path of the address that is polled
	Rules    news.Rules
	Section  bool // articles stand at /<section>/<slug>, else at /<slug>
	Cyrillic bool // pages and feed are in windows-1251
	Refuses  bool // every request is answered with 403
	Pictured bool // its pages name a picture, which letters and the archive may show

	Articles []sampleArticle
	base     string // http://127.0.0.1:port
}

type sampleArticle struct {
	Slug, Section, Title, By string
	Body                     []string
	At                       time.Time // in the outlet's zone
	Path                     string
}

// sampleOutlets are the outlets of the demo. Their articles are dated back from start; with trickle, those of the last
// hours appear one a minute from start on instead.
func sampleOutlets(start time.Time, trickle bool) ([]*sampleOutlet, error) {
	outlets := []*sampleOutlet{
		{
			Key: "aplus", Name: "A+ Analytics", Country: "KZ", Region: "Central Asia", Language: "en",
			Zone: "Asia/Almaty",
			Kind: news.KindListing, List: "/", Section: true, Rules: news.Rules{
				Item: "article.card", Link: "h2 a",
				Date: ".date",
			},
		},
		{
			Key: "wire", Name: "Silk Road Wire", Country: "UZ", Region: "Central Asia", Language: "en",
			Zone: "Asia/Tashkent", Kind: news.KindFeed, List: "/atom.xml", Pictured: true,
		},
		{
			Key: "vestnik", Name: "Степной вестник", Country: "KZ", Region: "Central Asia", Language: "ru",
			Zone: "Asia/Almaty", Kind: news.KindFeed, List: "/rss.xml", Cyrillic: true, Pictured: true,
		},
		{
			Key: "tynys", Name: "Қазақ тынысы", Country: "KZ", Region: "Central Asia", Language: "kk",
			Zone: "Asia/Almaty",
			Kind: news.KindFeed, List: "/feed.json", Pictured: true,
		},
		{
			Key: "bogaz", Name: "Boğaz Postası", Country: "TR", Region: "Turkey", Language: "tr",
			Zone: "Europe/Istanbul",
			Kind: news.KindWordPress, List: "/", Pictured: true,
		},
		{
			Key: "caspian", Name: "Caspian Monitor", Country: "AZ", Region: "Caucasus", Language: "en",
			Zone: "Asia/Baku",
			Kind: news.KindSitemap, List: "/sitemap-news.xml",
		},
		{
			Key: "kurier", Name: "Дипкурьер", Country: "RU", Region: "Russia", Language: "ru", Zone: "Europe/Moscow",
			Kind: news.KindTelegram, List: "/s/dipkurier",
		},
		{
			Key: "transit", Name: "Transit Daily", Country: "GE", Region: "Caucasus", Language: "en",
			Zone: "Asia/Tbilisi",
			Kind: news.KindFeed, List: "/rss.xml",
		},
		{
			Key: "gazette", Name: "The Closed Gazette", Country: "GB", Region: "Europe", Language: "en",
			Zone: "Europe/London", Kind: news.KindFeed, List: "/feed", Refuses: true,
		},
	}
	appeared := 0
	for _, o := range outlets {
		if o.Refuses {
			continue
		}
		data, err := demoFiles.ReadFile("demo/outlets/" + o.Key + ".txt")
		if err != nil {
			return nil, err
		}
		zone, err := time.LoadLocation(o.Zone)
		if err != nil {
			return nil, err
		}
		if o.Articles, err = parseSamples(string(data), start.In(zone)); err != nil {
			return nil, fmt.Errorf("demo/outlets/%s.txt: %w", o.Key, err)
		}
		for i := range o.Articles {
			art := &o.Articles[i]
			switch {
			case o.Kind == news.KindTelegram:
				art.Path = "/dipkurier/" + art.Slug
			case o.Section:
				art.Path = "/" + art.Section + "/" + art.Slug
			default:
				art.Path = "/" + art.Slug
			}
			if trickle && start.Sub(art.At) < 7*time.Hour {
				appeared++
				art.At = start.Add(time.Duration(appeared) * time.Minute).In(zone)
			}
		}
	}
	return outlets, nil
}

// parseSamples reads a file of articles: "=== slug", header lines, a blank line, paragraphs.
func parseSamples(text string, start time.Time) ([]sampleArticle, error) {
	var all []sampleArticle
	for _, part := range strings.Split(text, "=== ")[1:] {
		head, body, _ := strings.Cut(part, "\n\n")
		lines := strings.Split(strings.TrimSpace(head), "\n")
		a := sampleArticle{Slug: strings.TrimSpace(lines[0])}
		for _, line := range lines[1:] {
			key, value, ok := strings.Cut(line, ": ")
			if !ok {
				return nil, fmt.Errorf("%s: %q is no header", a.Slug, line)
			}
			switch key {
			case "ago":
				ago, err := time.ParseDuration(value)
				if err != nil {
					return nil, fmt.Errorf("%s: %w", a.Slug, err)
				}
				a.At = start.Add(-ago).Truncate(time.Minute)
			case "section":
				a.Section = value
			case "title":
				a.Title = value
			case "by":
				a.By = value
			default:
				return nil, fmt.Errorf("%s: %q is no header", a.Slug, key)
			}
		}
		body = strings.ReplaceAll(body, "{day}", a.At.Weekday().String())
		for _, p := range strings.Split(strings.TrimSpace(body), "\n\n") {
			a.Body = append(a.Body, strings.TrimSpace(p))
		}
		if a.Title == "" || a.At.IsZero() {
			return nil, fmt.Errorf("%s has no title or no date", a.Slug)
		}
		all = append(all, a)
	}
	return all, nil
}

// source is the outlet as attache polls it.
func (o *sampleOutlet) source(every time.Duration) news.Source {
	return news.Source{
		Name: o.Key, Outlet: news.Outlet{Name: o.Name, Country: o.Country, Region: o.Region, Home: o.base},
		URL: o.base + o.List, Kind: o.Kind, Rules: o.Rules, Language: o.Language, TimeZone: o.Zone, DayFirst: true,
		Every: every, Enabled: true, Groups: o.groups(), Rights: news.Rights{Images: o.Pictured},
	}
}

// groups are what the desk sorts it by: the outlets of the house's own region are read in the morning.
func (o *sampleOutlet) groups() []string {
	if o.Region == "Central Asia" {
		return []string{"morning"}
	}
	return nil
}

// serve publishes the outlet on loopback until ctx ends. port 0 takes any.
func (o *sampleOutlet) serve(ctx context.Context, port int, now func() time.Time) error {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		if l, err = (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0"); err != nil {
			return fmt.Errorf("publish %s: %w", o.Name, err)
		}
	}
	o.base = "http://" + l.Addr().String()
	pages, err := template.New("").Funcs(template.FuncMap{"day": longDate}).ParseFS(demoFiles, "demo/pages.html")
	if err != nil {
		return err
	}
	server := &http.Server{Handler: o.handler(pages, now), ReadHeaderTimeout: 10 * time.Second}
	go func() { // ends when the server is closed below
		_ = server.Serve(l)
	}()
	context.AfterFunc(ctx, func() { server.Close() })
	return nil
}

// handler answers as the outlet would.
func (o *sampleOutlet) handler(pages *template.Template, now func() time.Time) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /robots.txt", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "User-agent: *\nDisallow: /admin/\n")
	})
	mux.HandleFunc("GET /picture.png", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "image/png")
		w.Write(demoPicture())
	})
	mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) {
		if o.Refuses {
			http.Error(w, "Subscribers only.", http.StatusForbidden)
			return
		}
		out := o.visible(now())
		data := map[string]any{"O": o, "All": out, "Notice": demoNotice}
		if r.URL.Path == "/" && o.Key != "aplus" {
			o.page(w, pages, "home", data)
			return
		}
		if r.URL.Path == o.List {
			o.list(w, pages, out, data)
			return
		}
		if strings.HasPrefix(r.URL.Path, "/wp-json/wp/v2/") && o.Kind == news.KindWordPress {
			o.wordPress(w, r, out)
			return
		}
		i := slices.IndexFunc(out, func(a sampleArticle) bool { return a.Path == path.Clean(r.URL.Path) })
		if i < 0 {
			http.NotFound(w, r)
			return
		}
		if o.Pictured {
			data["Picture"] = o.base + "/picture.png"
		}
		data["A"], data["URL"], data["More"] = out[i], o.base+out[i].Path, append(slices.Clone(out[:i]), out[i+1:]...)
		o.page(w, pages, o.Key, data)
	})
	return mux
}

// visible are the articles that are out by now, newest first.
func (o *sampleOutlet) visible(now time.Time) []sampleArticle {
	var out []sampleArticle
	for _, a := range o.Articles {
		if !a.At.After(now) {
			out = append(out, a)
		}
	}
	slices.SortFunc(out, func(a, b sampleArticle) int { return b.At.Compare(a.At) })
	return out
}

func (o *sampleOutlet) page(w http.ResponseWriter, pages *template.Template, name string, data any) {
	var b bytes.Buffer
	if err := pages.ExecuteTemplate(&b, name, data); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	o.send(w, "text/html", b.Bytes())
}

// send answers in the outlet's encoding. The windows-1251 outlet says so only inside its pages, as many do.
func (o *sampleOutlet) send(w http.ResponseWriter, contentType string, body []byte) {
	if o.Cyrillic {
		coded, err := charmap.Windows1251.NewEncoder().Bytes(body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", contentType)
		w.Write(coded)
		return
	}
	w.Header().Set("Content-Type", contentType+"; charset=utf-8")
	w.Write(body)
}

func (o *sampleOutlet) list(w http.ResponseWriter, pages *template.Template, out []sampleArticle, data map[string]any) {
	switch path.Ext(o.List) {
	case ".json":
		o.jsonFeed(w, out)
	case ".xml":
		o.xmlList(w, out)
	default:
		o.page(w, pages, o.Key+"-list", data)
	}
}

func (o *sampleOutlet) jsonFeed(w http.ResponseWriter, out []sampleArticle) {
	type item struct {
		ID      string `json:"id"`
		URL     string `json:"url"`
		Title   string `json:"title"`
		Summary string `json:"summary"`
		Date    string `json:"date_published"`
	}
	feed := struct {
		Version  string `json:"version"`
		Title    string `json:"title"`
		Language string `json:"language"`
		Items    []item `json:"items"`
	}{"https://jsonfeed.org/version/1.1", o.Name, o.Language, nil}
	for _, a := range out {
		feed.Items = append(feed.Items, item{
			o.base + a.Path, o.base + a.Path, a.Title, a.Body[0],
			a.At.Format(time.RFC3339),
		})
	}
	body, err := json.Marshal(feed)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	o.send(w, "application/feed+json", body)
}

// xmlList writes RSS, Atom or a news sitemap, as the outlet does.
func (o *sampleOutlet) xmlList(w http.ResponseWriter, out []sampleArticle) {
	var b strings.Builder
	esc := func(s string) string {
		var e bytes.Buffer
		_ = xml.EscapeText(&e, []byte(s)) // a buffer takes everything
		return e.String()
	}
	switch o.List {
	case "/atom.xml":
		fmt.Fprintf(&b, `<?xml version="1.0" encoding="utf-8"?>`+
			`<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>%s</title><id>%s/</id>`, esc(o.Name), o.base)
		for _, a := range out {
			fmt.Fprintf(&b, `<entry><title>%s</title><id>%s</id><link href="%s"/><published>%s</published>`+
				`<updated>%[4]s</updated><author><name>%s</name></author><summary>%s</summary></entry>`,
				esc(a.Title), o.base+a.Path, o.base+a.Path, a.At.Format(time.RFC3339), esc(a.By), esc(a.Body[0]))
		}
		b.WriteString("</feed>")
	case "/sitemap-news.xml":
		b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` +
			`<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" ` +
			`xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">`)
		for _, a := range out {
			fmt.Fprintf(&b, `<url><loc>%s</loc><news:news><news:publication><news:name>%s</news:name>`+
				`<news:language>en</news:language></news:publication>`+
				`<news:publication_date>%s</news:publication_date><news:title>%s</news:title></news:news></url>`,
				o.base+a.Path, esc(o.Name), a.At.Format(time.RFC3339), esc(a.Title))
		}
		b.WriteString("</urlset>")
	default:
		charset := "utf-8"
		if o.Cyrillic {
			charset = "windows-1251"
		}
		fmt.Fprintf(&b, `<?xml version="1.0" encoding="%s"?><rss version="2.0"><channel><title>%s</title>`+
			`<link>%s</link><language>%s</language>`, charset, esc(o.Name), o.base, o.Language)
		for _, a := range out {
			fmt.Fprintf(&b, `<item><title>%s</title><link>%s</link><pubDate>%s</pubDate><description>%s</description></item>`,
				esc(a.Title), o.base+a.Path, a.At.Format(time.RFC1123Z), esc(a.Body[0]))
		}
		b.WriteString("</channel></rss>")
	}
	o.send(w, "application/xml", []byte(b.String()))
}

// wordPress answers as the JSON API of a WordPress site does.
func (o *sampleOutlet) wordPress(w http.ResponseWriter, r *http.Request, out []sampleArticle) {
	if r.URL.Path != "/wp-json/wp/v2/posts" {
		http.NotFound(w, r)
		return
	}
	type rendered struct {
		Rendered string `json:"rendered"`
	}
	type post struct {
		ID      int      `json:"id"`
		Date    string   `json:"date"`
		DateGMT string   `json:"date_gmt"`
		Link    string   `json:"link"`
		Title   rendered `json:"title"`
		Content rendered `json:"content"`
		Excerpt rendered `json:"excerpt"`
	}
	posts := []post{}
	for i, a := range out {
		var content strings.Builder
		for _, p := range a.Body {
			content.WriteString("<p>" + template.HTMLEscapeString(p) + "</p>\n")
		}
		posts = append(posts, post{
			1000 - i, a.At.Format("2006-01-02T15:04:05"), a.At.UTC().Format("2006-01-02T15:04:05"), o.base + a.Path,
			rendered{template.HTMLEscapeString(a.Title)},
			rendered{content.String()},
			rendered{"<p>" + template.HTMLEscapeString(a.Body[0]) + "</p>"},
		})
	}
	body, err := json.Marshal(posts)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	o.send(w, "application/json", body)
}

// longDate writes a date in words, as outlets of the language do.
func longDate(language string, t time.Time) string {
	months := map[string][]string{
		"ru": {
			"января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября",
			"ноября", "декабря",
		},
		"kk": {
			"қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым", "шілде", "тамыз", "қыркүйек", "қазан", "қараша",
			"желтоқсан",
		},
	}
	month := months[language][t.Month()-1]
	if language == "kk" {
		return fmt.Sprintf("%d жылғы %d %s, %s", t.Year(), t.Day(), month, t.Format("15:04"))
	}
	return fmt.Sprintf("%d %s %d, %s", t.Day(), month, t.Year(), t.Format("15:04"))
}
