package templates

import (
	"cmp"
	"strings"

	"attache/news"
)

// SubscribeStep is where somebody stands who subscribes on the pages.
type SubscribeStep string

// The steps of subscribing.
const (
	SubscribeAsk     SubscribeStep = "subscribe"  // the form
	SubscribeAsked   SubscribeStep = "asked"      // a message is on its way
	SubscribeConfirm SubscribeStep = "confirm"    // the button behind the link in the message
	SubscribeDone    SubscribeStep = "subscribed" // confirmed
)

// SubscribePage is a step of subscribing to a digest.
type SubscribePage struct {
	Shell
	Step    SubscribeStep
	Digest  string // its title
	Email   string // as it was written on the form, masked elsewhere
	Wrong   bool   // the form came with what is no address
	Letters string // language of the letters that the form offers first; "" = that of the page
	Action  string // where the form posts to
	Archive string // the digest's issues
}

type subscribeView struct {
	shellView
	Text, Note, Action, Email, Archive string
	Asks, Wrong                        bool
	Choices                            []languageView // of the letters' language
}

func (p SubscribePage) view(w *words) any {
	names := []any{"title", clean(p.Digest), "email", clean(p.Email)}
	v := subscribeView{
		Action: p.Action, Archive: p.Archive,
		Email: clean(p.Email), Wrong: p.Wrong,
	}
	title := "subscribe_title"
	switch p.Step {
	case SubscribeAsked:
		title = "asked_title"
		v.Text, v.Note, v.Action = w.say("asked_text", names...), w.say("asked_note"), ""
	case SubscribeConfirm:
		title = "confirm_title"
		v.Text = w.say("confirm_ask", names...)
	case SubscribeDone:
		title = "subscribed_title"
		v.Text, v.Action = w.say("subscribed_text", names...), ""
	default:
		v.Asks, v.Note = true, w.say("subscribe_note")
		for _, code := range news.Languages {
			v.Choices = append(v.Choices, languageView{
				Code: code, Name: w.names[code], Here: code == cmp.Or(p.Letters, w.lang),
			})
		}
	}
	v.shellView = p.shell(w, w.say(title, names...))
	return v
}

// Confirmation is the message that asks whoever owns an address for a yes: plain text with one link. title is the
// digest's.
func (s *Set) Confirmation(title, language, link string) (subject, text string) {
	w := s.voice(language).words
	title = brief(title, longestTitle)
	text = strings.Join([]string{w.say("confirm_mail", "title", title), link, w.say("confirm_ignore")}, "\n\n")
	return w.say("confirm_subject", "title", title), wrap(text + "\n")
}
