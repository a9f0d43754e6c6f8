package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"attache/mail"
	"attache/news"
	"attache/newsroom"
	"attache/scrape"
	"attache/store"
	"attache/web"
	"attache/web/desk"
	"attache/worker"
	"attache/worker/queue"
)

func (a *app) demoCommand() *cobra.Command {
	var o demoOptions
	c := &cobra.Command{
		Use:   "demo",
		Short: "Show every stage with sample outlets, no network",
		Long: `Nine sample outlets, invented and in four languages, are served on this machine over HTTP;
attache reads them, judges and groups their pieces, and mails the digest over SMTP into a
small inbox. Then the mail and the archive are served until you stop it.

Nothing is read from or sent to the network, no settings file is used, and all files stand
in one temporary folder, which is deleted at the end; --dir names one
that stays. --dev keeps ./demo, lets a piece appear every minute and publishes every two
minutes: for working on attache itself.`,
		Example: "  attache demo\n  attache demo --once",
		Args:    arguments(0, 0),
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.demo(cmd.Context(), o) },
	}
	c.Flags().BoolVar(&o.once, "once", false, "exit when the letters have arrived")
	c.Flags().BoolVar(&o.dev, "dev", false,
		"seeded database in ./demo, worker on a short clock, pages on 127.0.0.1:8080")
	c.Flags().StringVar(&o.dir, "dir", "",
		"folder for the database and the mail (default a new temporary one; ./demo with --dev)")
	c.Flags().StringVar(&o.listen, "listen", "127.0.0.1:8080",
		"where to serve the mail and the archive; another port when it is taken")
	return c
}

type demoOptions struct {
	once, dev   bool
	dir, listen string
}

// stage is what `attache demo --json` says of one stage.
type stage struct {
	Name string        `json:"name"`
	Took time.Duration `json:"took"`
	Said string        `json:"said"`
}

// demo is a whole installation in one folder.
type demo struct {
	*app
	*program
	dir      string
	passing  bool // dir is a temporary folder, deleted at the end
	inbox    *inbox
	outlets  []*sampleOutlet
	listener net.Listener
	stages   []stage
	token    string // of the link that opens the desk
}

// demoReaders get the demo's letters, one in each language.
var demoReaders = []news.Subscriber{
	{Email: "aida@reader.example", Name: "Aida", Language: "kk"},
	{Email: "boris@reader.example", Name: "Boris", Language: "ru"},
	{Email: "cem@reader.example", Name: "Cem", Language: "tr"},
	{Email: "diana@reader.example", Name: "Diana", Language: "en"},
}

func (a *app) demo(ctx context.Context, o demoOptions) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	a.say("attache %s shows every stage on this machine: sample outlets, no network. It takes some seconds.\n",
		versionText())
	d, err := a.openDemo(ctx, o)
	if d != nil && d.passing {
		defer func() { os.RemoveAll(d.dir) }()
	}
	if err != nil {
		return err
	}
	defer d.close()
	if o.dev {
		return d.dev(ctx)
	}
	if err := d.tour(ctx); err != nil {
		return err
	}
	if a.json {
		if err := a.printJSON(d.stages); err != nil {
			return err
		}
	}
	if o.once {
		d.sayEnd()
		return nil
	}
	a.say("\nRead the mail at   http://%s/mail/", d.listener.Addr())
	a.say("the archive at     http://%s/", d.listener.Addr())
	a.say("and open the desk, signed in as its admin:\n  %s", d.deskLink())
	a.say("Stop with Ctrl-C.")
	err = d.show(ctx)
	d.sayEnd()
	return err
}

// sayEnd says what stays of the demo, and what to try next.
func (d *demo) sayEnd() {
	if d.passing {
		d.say("\nThe folder of the demo is deleted. Next, in an empty folder of your own:")
	} else {
		d.say("\nDatabase, letters and mail stay in %s. Next, in an empty folder of your own:", d.dir)
	}
	d.suggest("  attache init")
	d.suggest("  attache run --dry-run --out today.html")
	d.suggest("  attache subscriber add you@example.org")
}

// openDemo opens the outlets, the inbox and the program in the demo's folder.
func (a *app) openDemo(ctx context.Context, o demoOptions) (*demo, error) {
	d := &demo{app: a, dir: o.dir}
	var err error
	switch {
	case o.dir == "" && o.dev:
		d.dir = "demo"
	case o.dir == "":
		d.dir, err = os.MkdirTemp("", "attache-demo-")
		d.passing = true
	}
	if err == nil {
		err = os.MkdirAll(d.dir, 0o750)
	}
	if err != nil {
		return d, err
	}
	if d.dir, err = filepath.Abs(d.dir); err != nil {
		return d, err
	}
	if d.outlets, err = sampleOutlets(a.now(), o.dev); err != nil {
		return d, err
	}
	for i, out := range d.outlets {
		if err := out.serve(ctx, demoPort+i, a.now); err != nil {
			return d, err
		}
	}
	if d.inbox, err = openInbox(ctx, filepath.Join(d.dir, "inbox")); err != nil {
		return d, err
	}
	if d.listener, err = (&net.ListenConfig{}).Listen(ctx, "tcp", o.listen); err != nil {
		if d.listener, err = (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0"); err != nil {
			return d, err
		}
	}
	usual := slog.LevelWarn
	if o.dev {
		usual = slog.LevelInfo
	}
	d.program, err = a.open(ctx, d.settingsFor(o), create, usual)
	if err != nil {
		return d, err
	}
	return d, d.seed(ctx, o.dev)
}

// settingsFor are the demo's settings: everything on this machine, and a short clock.
func (d *demo) settingsFor(o demoOptions) Settings {
	s := Settings{
		Database: store.Config{URL: filepath.Join(d.dir, "attache.db")},
		Scrape: scrape.Config{
			Version: versionText(), Contact: "demo@attache.example", Gap: 20 * time.Millisecond,
			Timeout: 10 * time.Second, Allow: []string{"127.0.0.0/8"},
		},
		Mail: mail.Config{
			From: "digest@attache.example", FromName: "attache demo", Host: "127.0.0.1",
			Port: d.inbox.port, Security: mail.NoTLS,
		},
		Web: web.Config{
			Listen: d.listener.Addr().String(), URL: "http://" + d.listener.Addr().String(),
			Title: "attache demo",
		},
	}
	if o.dev {
		s.Worker.Tick, s.Worker.Fresh = 5*time.Second, 30*time.Second
	}
	return s
}

// seed puts the sample outlets, the readers and a digest into the database.
func (d *demo) seed(ctx context.Context, dev bool) error {
	every := time.Duration(0)
	order := news.Digest{
		Name: "daily", Title: "The Steppe Digest", Language: "en", TimeZone: "Asia/Almaty",
		Window: 48 * time.Hour, Enabled: true, Schedule: "0 7 * * 1-5", Picture: news.PictureLead,
	}
	if dev {
		every = time.Minute
		order.Schedule = "*/2 * * * *"
	}
	for _, out := range d.outlets {
		src := out.source(every)
		if err := d.store.PutSource(ctx, &src); err != nil {
			return err
		}
	}
	if err := d.store.PutDigest(ctx, &order); err != nil {
		return err
	}
	if err := d.seedDesk(ctx); err != nil {
		return err
	}
	for _, r := range demoReaders {
		r.State, r.Digests = news.SubscriberActive, []string{order.Name}
		if err := d.store.PutSubscriber(ctx, &r); err != nil {
			return err
		}
	}
	return nil
}

// seedDesk puts an admin on the desk, once. Nobody knows a password: the demo's link lets in.
func (d *demo) seedDesk(ctx context.Context) error {
	d.token, _ = desk.NewToken()
	all, err := d.store.People(ctx)
	if err != nil || len(all) > 0 {
		return err
	}
	return d.store.AddPerson(ctx, &newsroom.Person{
		Email: "desk@attache.example", Name: "Demo", Role: newsroom.Admin, TimeZone: "Asia/Almaty", Enabled: true,
		Created: d.now().UTC(),
	}, newsroom.Entry{At: d.now().UTC(), By: "attache demo", Action: "person.add"})
}

// deskLink opens the desk, as often as one likes while the demo runs.
func (d *demo) deskLink() string {
	return fmt.Sprintf("http://%s/desk/demo/%s", d.listener.Addr(), d.token)
}

// tell prints one stage, and keeps it for --json.
func (d *demo) tell(name string, began time.Time, format string, args ...any) {
	s := stage{name, time.Since(began), fmt.Sprintf(format, args...)}
	d.stages = append(d.stages, s)
	d.say("%-10s %8s  %s", s.Name, took(s.Took), s.Said)
}

// tour runs each stage once and tells what it did.
func (d *demo) tour(ctx context.Context) error {
	began := time.Now()
	sources, err := d.store.Sources(ctx, true)
	if err != nil {
		return err
	}
	for _, o := range d.outlets {
		d.say("           %-20s %-9s %s", o.Name, o.Kind, o.Language)
	}
	start := time.Now()
	now := d.now().UTC()
	w := news.Window{From: now.Add(-48 * time.Hour), To: now}
	done := d.waitFor("Reading them")
	run, err := d.pipeline.Scrape(ctx, sources, w, nil)
	done()
	if err != nil {
		return err
	}
	good, items := 0, 0
	var refused []string
	for _, p := range run.Polls {
		items += p.Items
		if p.State.Good() {
			good++
			continue
		}
		for _, s := range sources {
			if s.ID == p.SourceID {
				refused = append(refused, fmt.Sprintf("%s: %s", s.Outlet.Name, p.Detail))
			}
		}
	}
	d.say("")
	d.tell("read", start, "%d of %s, %d listed, %s", good, counted(len(run.Polls), "source"), items,
		counted(run.Articles, "article"))
	for _, r := range refused {
		d.say("                     %s", r)
	}
	issue, err := d.compose(ctx, w, &run)
	if err != nil {
		return err
	}
	return d.mail(ctx, issue, sources, w, began)
}

// compose publishes the issue and writes its letter beside the database.
func (d *demo) compose(ctx context.Context, w news.Window, run *news.Run) (news.Issue, error) {
	start := time.Now()
	order, err := d.store.Digest(ctx, "daily")
	if err != nil {
		return news.Issue{}, err
	}
	issue, err := d.pipeline.Publish(ctx, worker.Order{Digest: order, Window: w, Run: run})
	if err != nil {
		return issue, err
	}
	verdicts, err := d.store.Verdicts(ctx, issue.ID)
	if err != nil {
		return issue, err
	}
	copies := 0
	for _, v := range verdicts {
		if v.DuplicateOf != 0 {
			copies++
		}
	}
	stories := issue.Stories()
	d.tell("compose", start, "%d judged, %d kept, %s in %s, syndicated copies: %d", issue.Coverage.Articles,
		issue.Coverage.Kept,
		counted(len(stories), "story"), counted(len(issue.Sections), "section"), copies)
	for _, s := range stories {
		also := ""
		if len(s.Also) > 0 {
			var names []string
			for _, p := range s.Also {
				names = append(names, p.Outlet)
			}
			also = " (also: " + strings.Join(names, ", ") + ")"
		}
		d.say("                     %-9s %s%s", strings.Join(s.Countries[:min(len(s.Countries), 3)], " "),
			s.Headline, also)
	}
	start = time.Now()
	letters, err := d.store.Letters(ctx, issue.ID)
	if err != nil {
		return issue, err
	}
	for _, l := range letters {
		path := filepath.Join(d.dir, "digest."+l.Language+".html")
		page, _ := worker.WithoutLeave(l.HTML, l.Text) // it is nobody's own
		if err := os.WriteFile(path, []byte(page), 0o640); err != nil {
			return issue, err
		}
		d.tell("set", start, "%s (%d bytes, %s)", filepath.Base(path), len(page), counted(l.Stories, "story"))
		start = time.Now()
	}
	return issue, nil
}

// mail delivers the issue, looks into the inbox, and asks everything again to show that nothing is sent twice.
func (d *demo) mail(
	ctx context.Context, issue news.Issue, sources []news.Source, w news.Window, began time.Time,
) error {
	start := time.Now()
	tally, err := d.pipeline.Deliver(ctx, issue.ID)
	if err != nil {
		return err
	}
	d.tell("mail", start, "%s over SMTP, to an inbox on this machine", tallyText(tally))
	files, err := d.inbox.files()
	if err != nil {
		return err
	}
	var told []string
	for _, f := range files {
		l, err := openLetter(f)
		if err != nil {
			return err
		}
		told = append(told, fmt.Sprintf("to %s: %q", l.To, l.Subject))
	}
	slices.Sort(told)
	for _, line := range told {
		d.say("                     %s", line)
	}
	if len(files) < len(demoReaders) {
		return fmt.Errorf("%d of %d letters arrived in %s", len(files), len(demoReaders), d.inbox.dir)
	}
	start = time.Now()
	run, err := d.pipeline.Scrape(ctx, sources, w, nil)
	if err != nil {
		return err
	}
	if tally, err = d.pipeline.Deliver(ctx, issue.ID); err != nil {
		return err
	}
	d.tell("again", start, "the same once more: %s, still %s, nobody got it twice",
		counted(run.Articles, "new article"), tallyText(tally))
	d.say("\nDone in %s.", took(time.Since(began)))
	return nil
}

// show serves the archive and the inbox until ctx ends.
func (d *demo) show(ctx context.Context) error {
	mux := http.NewServeMux()
	mux.Handle("/mail/", d.inbox.handler())
	site := web.New(d.program.settings.Web, d.store, d.set, d.log)
	if _, err := d.mountDesk(site, d.token); err != nil {
		return err
	}
	site.Post = d.post()
	posting, end := context.WithCancel(ctx)
	posted := make(chan struct{})
	go func() {
		defer close(posted)
		site.PostSignups(posting)
	}()
	defer func() { end(); <-posted }()
	mux.Handle("/", site.Handler())
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	stop := context.AfterFunc(ctx, func() { server.Close() })
	defer stop()
	if err := server.Serve(d.listener); err != nil && !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// dev serves the pages and runs the worker until ctx ends.
func (d *demo) dev(ctx context.Context) error {
	d.say("Outlets, database and mail are in %s", d.dir)
	d.say("Archive http://%s/ · mail http://%s/mail/ · a piece appears every minute, an issue every two.",
		d.listener.Addr(), d.listener.Addr())
	d.say("The desk, signed in as its admin: %s", d.deskLink())
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return d.show(ctx) })
	g.Go(func() error {
		return d.pipeline.Serve(ctx, queue.Engine{SQL: d.store.SQL(), Pool: d.store.Pool()})
	})
	if err := g.Wait(); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}
