package web

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"attache/news"
	"attache/templates"
	"attache/web/origin"
)

// Bounds of subscribing on the pages; Config.SignupsHour is another.
const (
	signupWindow = time.Hour
	signupsPlace = 10             // from one place in signupWindow
	confirmFor   = 48 * time.Hour // how long the link in the message holds; the mail says two days
	postEvery    = time.Minute    // how often messages are looked for that could not be sent at once
	postBatch    = 20             // messages taken at a time
	postLimit    = 2 * time.Minute
)

// Post sends the message that asks for a yes to who asked to be subscribed: one of plain text. It reports whether that
// is to be tried again later. digest is the title, in whose name it comes.
type Post func(ctx context.Context, to news.Subscriber, digest, subject, text string) (again bool, err error)

// Signups keeps who asked to be subscribed. A news.Subscriber stands for one: its ID is that of the asking, its one
// digest what was asked for, its state pending, or active once it is confirmed.
type Signups interface {
	// AddSignup keeps one, whose message is then due; full means that most or more asked within the hour.
	AddSignup(ctx context.Context, sub *news.Subscriber, at time.Time, most int) (full bool, err error)
	Signup(ctx context.Context, id int64) (news.Subscriber, error)   // wraps news.ErrNotFound
	ConfirmSignup(ctx context.Context, id int64, at time.Time) error // subscribes; repeating it changes nothing
	// DueSignups takes up to n whose message is due: no other process gets them for a while.
	DueSignups(ctx context.Context, now time.Time, n int) ([]news.Subscriber, error)
	SignupDone(ctx context.Context, id int64) error // no message is due any more
}

// subscribing returns the digest of a request to subscribe; its error is errNoPage where nobody may.
func (s *Server) subscribing(r *http.Request) (news.Digest, error) {
	if !s.links.Signup {
		return news.Digest{}, errNoPage
	}
	d, err := s.store.PlainDigest(r.Context(), r.PathValue("digest"))
	if err == nil && !d.Enabled {
		err = errNoPage
	}
	return d, err
}

// signupPath is where a page's readers subscribe to a digest, in the language they asked for; "" where they cannot.
func (s *Server) signupPath(d news.Digest, language string) string {
	if !s.links.Signup || !d.Enabled {
		return ""
	}
	path := s.path + "/subscribe/" + url.PathEscape(d.Name)
	if language != "" {
		path += "?lang=" + language
	}
	return path
}

func (s *Server) subscribePage(r *http.Request, d news.Digest, step templates.SubscribeStep) templates.SubscribePage {
	p := templates.SubscribePage{
		Shell: s.shell(r, d.Language), Step: step, Digest: d.Title, Archive: s.digestPath(d.Name),
	}
	p.House = d.Publisher
	if p.Digest == "" {
		p.Digest = d.Name
	}
	return p
}

// askSubscribe shows the form.
func (s *Server) askSubscribe(w http.ResponseWriter, r *http.Request) error {
	d, err := s.subscribing(r)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-cache")
	showLogo(w, d.Publisher)
	p := s.subscribePage(r, d, templates.SubscribeAsk)
	p.Self, p.Action = s.signupPath(d, ""), s.signupPath(d, p.Language)
	return s.show(w, r, "subscribe", p)
}

// subscribe keeps who asked and answers the same to all: whether somebody is subscribed is nobody's business.
func (s *Server) subscribe(w http.ResponseWriter, r *http.Request) error {
	private(w)
	d, err := s.subscribing(r)
	if err != nil {
		return err
	}
	r.Body = http.MaxBytesReader(w, r.Body, mostForm)
	sub := news.Subscriber{
		Email: strings.TrimSpace(r.PostFormValue("email")), Language: known(r.PostFormValue("language")),
		Digests: []string{d.Name}, State: news.SubscriberPending,
	}
	if r.PostFormValue("website") != "" { // people do not see this field
		return s.showAsked(w, r, d, sub.Email)
	}
	if sub.Validate() != nil {
		p := s.subscribePage(r, d, templates.SubscribeAsk)
		showLogo(w, d.Publisher)
		p.Email, p.Wrong, p.Letters = sub.Email, true, sub.Language
		p.Action = s.signupPath(d, p.Language)
		return s.showAs(w, http.StatusUnprocessableEntity, "subscribe", p)
	}
	if !s.signups.Take(s.now(), signupWindow, origin.Bound{Key: origin.Of(r, s.cfg.published()), Most: signupsPlace}) {
		w.Header().Set("Retry-After", "3600")
		return errMany
	}
	full, err := s.store.AddSignup(r.Context(), &sub, s.now(), s.cfg.WithDefaults().SignupsHour)
	if err != nil {
		return err
	}
	if full {
		s.log.Warn("nobody can subscribe on the pages for a while: more asked within an hour than web.signups_hour",
			"digest", d.Name)
		w.Header().Set("Retry-After", "3600")
		return errMany
	}
	select { // Serve sends the message
	case s.asked <- struct{}{}:
	default:
	}
	return s.showAsked(w, r, d, sub.Email)
}

func (s *Server) showAsked(w http.ResponseWriter, r *http.Request, d news.Digest, email string) error {
	showLogo(w, d.Publisher)
	p := s.subscribePage(r, d, templates.SubscribeAsked)
	p.Email = mask(email)
	return s.show(w, r, "subscribe", p)
}

// whoConfirms reads the link of a message, and returns who asked, and for which digest.
func (s *Server) whoConfirms(r *http.Request) (news.Subscriber, news.Digest, error) {
	id, until, ok := s.links.confirming(r.PathValue("token"))
	if !ok {
		return news.Subscriber{}, news.Digest{}, errBadLink
	}
	if s.now().After(until) {
		return news.Subscriber{}, news.Digest{}, errExpired
	}
	sub, err := s.store.Signup(r.Context(), id)
	if errors.Is(err, news.ErrNotFound) {
		return sub, news.Digest{}, errExpired
	}
	if err != nil {
		return sub, news.Digest{}, err
	}
	d, err := s.store.PlainDigest(r.Context(), sub.Digests[0])
	return sub, d, err
}

// askConfirm shows a button and changes nothing: link scanners open every link of a message.
func (s *Server) askConfirm(w http.ResponseWriter, r *http.Request) error {
	private(w)
	sub, d, err := s.whoConfirms(r)
	if err != nil {
		return err
	}
	step := templates.SubscribeConfirm
	if sub.State == news.SubscriberActive {
		step = templates.SubscribeDone
	}
	return s.showConfirm(w, r, sub, d, step)
}

// confirm subscribes.
func (s *Server) confirm(w http.ResponseWriter, r *http.Request) error {
	private(w)
	r.Body = http.MaxBytesReader(w, r.Body, mostForm)
	sub, d, err := s.whoConfirms(r)
	if err != nil {
		return err
	}
	if err := s.store.ConfirmSignup(r.Context(), sub.ID, s.now()); err != nil {
		return err
	}
	s.log.Info("subscribed on the pages", "digest", d.Name, "signup", sub.ID)
	return s.showConfirm(w, r, sub, d, templates.SubscribeDone)
}

func (s *Server) showConfirm(
	w http.ResponseWriter, r *http.Request, sub news.Subscriber, d news.Digest, step templates.SubscribeStep,
) error {
	showLogo(w, d.Publisher)
	p := s.subscribePage(r, d, step)
	p.Language = cmp.Or(wish(r), known(sub.Language), p.Language)
	p.Email, p.Action = mask(sub.Email), s.path+"/c/"+r.PathValue("token")
	return s.show(w, r, "subscribe", p)
}

// PostSignups sends the messages that ask for a yes, as they come and again when they could not be sent, until ctx
// ends. Serve does it.
func (s *Server) PostSignups(ctx context.Context) {
	tick := time.NewTicker(postEvery)
	defer tick.Stop()
	for {
		if err := s.PostDue(ctx); err != nil && ctx.Err() == nil {
			s.log.Error("messages to who subscribes could not be sent", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-s.asked:
		case <-tick.C:
		}
	}
}

// PostDue sends the messages that are due now.
func (s *Server) PostDue(ctx context.Context) error {
	for {
		due, err := s.store.DueSignups(ctx, s.now(), postBatch)
		if err != nil || len(due) == 0 {
			return err
		}
		for _, sub := range due {
			if err := s.postOne(ctx, sub); err != nil {
				return err
			}
		}
	}
}

// postOne sends one message. The log does not name the address.
func (s *Server) postOne(ctx context.Context, sub news.Subscriber) error {
	d, err := s.store.PlainDigest(ctx, sub.Digests[0])
	if err != nil {
		return err
	}
	title, language := cmp.Or(d.Title, d.Name), cmp.Or(sub.Language, d.Language)
	link := s.links.Confirm(sub.ID, sub.Created.Add(confirmFor))
	subject, text := s.set.Confirmation(title, language, link)
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), postLimit)
	defer cancel()
	again, err := s.Post(limited, sub, title, subject, text)
	if err != nil {
		s.log.Warn("a message to who subscribes was not taken", "signup", sub.ID, "again", again, "error", err)
	}
	if again {
		return nil
	}
	return s.store.SignupDone(limited, sub.ID)
}
