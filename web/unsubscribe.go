package web

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"attache/news"
	"attache/templates"
)

// mostForm is the most bytes of a posted form.
const mostForm = 4 << 10

// leaver is who holds an unsubscribe link, and what it is for.
type leaver struct {
	subscriber news.Subscriber
	digest     news.Digest // ID 0 = every digest
	language   string
}

// whoLeaves reads the link's token.
func (s *Server) whoLeaves(r *http.Request) (leaver, error) {
	subscriberID, digestID, ok := s.links.leaving(r.PathValue("token"))
	if !ok {
		return leaver{}, errBadLink
	}
	sub, err := s.store.SubscriberByID(r.Context(), subscriberID)
	if errors.Is(err, news.ErrNotFound) {
		return leaver{}, errBadLink
	}
	if err != nil {
		return leaver{}, err
	}
	l := leaver{subscriber: sub, language: known(sub.Language)}
	if digestID == 0 {
		return l, nil
	}
	digests, err := s.digestsByID(r, digestID)
	if err != nil {
		return leaver{}, err
	}
	if len(digests) == 0 {
		return leaver{}, errBadLink
	}
	l.digest = digests[0]
	l.language = cmp.Or(l.language, known(l.digest.Language))
	return l, nil
}

// digestsByID returns those of the digests that still exist.
func (s *Server) digestsByID(r *http.Request, ids ...int64) ([]news.Digest, error) {
	all, err := s.store.PlainDigests(r.Context())
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(d news.Digest) bool { return !slices.Contains(ids, d.ID) }), nil
}

func (s *Server) unsubscribePage(r *http.Request, l leaver, action string) templates.UnsubscribePage {
	p := templates.UnsubscribePage{
		Shell: s.shell(r, l.language), Digest: l.digest.Title,
		Email: mask(l.subscriber.Email), Action: action,
	}
	p.House = l.digest.Publisher
	return p
}

// askUnsubscribe shows the form and changes nothing: link scanners open every link of a letter.
func (s *Server) askUnsubscribe(w http.ResponseWriter, r *http.Request) error {
	private(w)
	l, err := s.whoLeaves(r)
	if err != nil {
		return err
	}
	showLogo(w, l.digest.Publisher)
	return s.show(w, r, "unsubscribe", s.unsubscribePage(r, l, s.path+"/u/"+r.PathValue("token")))
}

// unsubscribe acts at once. A mail program's one-click POST (RFC 8058: the body List-Unsubscribe=One-Click, no cookies)
// gets a plain 200, also when the subscriber is gone already; a person gets a page with the way back.
func (s *Server) unsubscribe(w http.ResponseWriter, r *http.Request) error {
	private(w)
	r.Body = http.MaxBytesReader(w, r.Body, mostForm)
	oneClick := r.FormValue("List-Unsubscribe") == "One-Click"
	l, err := s.whoLeaves(r)
	if oneClick && errors.Is(err, errBadLink) {
		if _, _, signed := s.links.leaving(r.PathValue("token")); signed {
			return plainly(w, "unsubscribed\n")
		}
	}
	if err != nil {
		return err
	}
	taken, err := s.digestsToReturn(r, l)
	if err != nil {
		return err
	}
	if err := s.store.Unsubscribe(r.Context(), l.subscriber.ID, l.digest.ID, s.now()); err != nil {
		return err
	}
	s.log.Info("unsubscribed", "subscriber", l.subscriber.ID, "digest", l.digest.ID, "one_click", oneClick)
	if oneClick {
		return plainly(w, "unsubscribed\n")
	}
	back := ""
	if len(taken) > 0 {
		back = s.path + "/u/" + s.links.returning(l.subscriber.ID, taken, s.now()) + "/return"
	}
	showLogo(w, l.digest.Publisher)
	return s.show(w, r, "unsubscribed", templates.UnsubscribedPage{UnsubscribePage: s.unsubscribePage(r, l, back)})
}

// digestsToReturn are what the way back would bring back: nothing for those whose address bounced or who complained.
func (s *Server) digestsToReturn(r *http.Request, l leaver) ([]int64, error) {
	if l.subscriber.State != news.SubscriberActive && l.subscriber.State != news.SubscriberUnsubscribed {
		return nil, nil
	}
	if l.digest.ID != 0 {
		return []int64{l.digest.ID}, nil
	}
	all, err := s.store.PlainDigests(r.Context())
	if err != nil {
		return nil, err
	}
	var ids []int64
	for _, d := range all {
		if slices.Contains(l.subscriber.Digests, d.Name) && len(ids) < mostInts-2 {
			ids = append(ids, d.ID)
		}
	}
	return ids, nil
}

// resubscribe is the way back, for a day.
func (s *Server) resubscribe(w http.ResponseWriter, r *http.Request) error {
	private(w)
	id, digestIDs, ok := s.links.returned(r.PathValue("token"), s.now())
	if !ok {
		return errBadLink
	}
	sub, err := s.store.SubscriberByID(r.Context(), id)
	if errors.Is(err, news.ErrNotFound) {
		return errBadLink
	}
	if err != nil {
		return err
	}
	digests, err := s.digestsByID(r, digestIDs...)
	if err != nil {
		return err
	}
	if len(digests) == 0 || sub.State != news.SubscriberActive && sub.State != news.SubscriberUnsubscribed {
		return errBadLink
	}
	for _, d := range digests {
		if !slices.Contains(sub.Digests, d.Name) {
			sub.Digests = append(sub.Digests, d.Name)
		}
	}
	sub.State, sub.Changed = news.SubscriberActive, s.now()
	if err := s.store.PutSubscriber(r.Context(), &sub); err != nil {
		return err
	}
	s.log.Info("subscribed again", "subscriber", sub.ID, "digests", digestIDs)
	l := leaver{subscriber: sub, language: cmp.Or(known(sub.Language), known(digests[0].Language))}
	if len(digestIDs) == 1 {
		l.digest = digests[0]
	}
	return s.show(w, r, "unsubscribed", templates.UnsubscribedPage{
		UnsubscribePage: s.unsubscribePage(r, l, ""),
		Undone:          true,
	})
}

// private keeps a page that a token opened out of caches and search engines.
func private(w http.ResponseWriter) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Robots-Tag", "noindex, nofollow")
}

func plainly(w http.ResponseWriter, text string) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err := w.Write([]byte(text))
	return err
}

// mask shows enough of an address for its owner to know it: a letter may have been forwarded.
func mask(email string) string {
	at := strings.LastIndexByte(email, '@')
	if at < 1 {
		return "…"
	}
	_, n := utf8.DecodeRuneInString(email)
	return email[:n] + "…" + email[at:]
}
