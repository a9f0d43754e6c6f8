package desk

import (
	"context"
	"net/http"
	"strings"

	"attache/newsroom"
	"attache/templates"
	"attache/web/hooks"
)

// hookStore is the part of Store that the page of webhooks needs. What changes something notes it.
type hookStore interface {
	Hooks(ctx context.Context) ([]newsroom.Hook, error)
	AddHook(ctx context.Context, h *newsroom.Hook, e newsroom.Entry) error
	EditHook(ctx context.Context, id int64, edit func(*newsroom.Hook) error, e newsroom.Entry) error // news.ErrNotFound
	RemoveHook(ctx context.Context, id int64, e newsroom.Entry) error                                // news.ErrNotFound
	HookMessages(ctx context.Context, hook int64, limit int) ([]newsroom.HookMessage, error)         // newest first
}

// messagesShown is how many messages of a webhook its page lists.
const messagesShown = 10

func (d *Desk) hooks(w http.ResponseWriter, r *http.Request) error { return d.showHooks(w, r, "") }

// showHooks shows the webhooks, and a secret that was just made, this once.
func (d *Desk) showHooks(w http.ResponseWriter, r *http.Request, made string) error {
	v := templates.DeskHooks{Events: newsroom.HookEvents, Made: made}
	all, err := d.store.Hooks(r.Context())
	if err != nil {
		return err
	}
	for _, h := range all {
		messages, err := d.store.HookMessages(r.Context(), h.ID, messagesShown)
		if err != nil {
			return err
		}
		v.Hooks = append(v.Hooks, templates.DeskHook{Hook: h, Messages: messages})
	}
	d.show(w, r, http.StatusOK, "hooks", "settings", v)
	return nil
}

const hooksPath = "/desk/settings/hooks"

// addHook makes a webhook and shows its secret.
func (d *Desk) addHook(w http.ResponseWriter, r *http.Request) error {
	h := newsroom.Hook{
		URL: strings.TrimSpace(r.PostForm.Get("url")), Events: r.PostForm["event"], Secret: hooks.NewSecret(), Enabled: true,
		Created: d.now(),
	}
	if err := d.store.AddHook(r.Context(), &h, d.entry(r, "hook.add")); err != nil {
		return d.back(w, r, err, hooksPath, templates.DeskNotice{})
	}
	return d.showHooks(w, r, h.Secret)
}

// changeHook tries, pauses, enables or removes one, or gives it another secret.
func (d *Desk) changeHook(w http.ResponseWriter, r *http.Request) error {
	id, done := number(r.PathValue("id")), templates.DeskNotice{Key: "saved"}
	edit := func(action string, f func(*newsroom.Hook)) error {
		return d.store.EditHook(r.Context(), id, func(h *newsroom.Hook) error { f(h); return nil }, d.entry(r, action))
	}
	var err error
	switch r.PostForm.Get("do") {
	case "test":
		return d.visit(w, r, func(ctx context.Context) error {
			m, err := d.run.TestHook(ctx, id)
			if done.Key = "hook_reached"; !m.Delivered {
				done = templates.DeskNotice{Key: "hook_not_reached", Bad: true}
			}
			return d.back(w, r, err, hooksPath, done)
		})
	case "rotate":
		secret := hooks.NewSecret()
		err := edit("hook.rotate", func(h *newsroom.Hook) { hooks.Rotate(h, secret, d.now()) })
		if err != nil {
			return err
		}
		return d.showHooks(w, r, secret)
	case "pause":
		err = edit("hook.pause", func(h *newsroom.Hook) { h.Enabled = false })
	case "enable":
		err = edit("hook.enable", func(h *newsroom.Hook) { h.Enabled = true })
	case "remove":
		done.Key = "hook_removed"
		err = d.store.RemoveHook(r.Context(), id, d.entry(r, "hook.remove"))
	default:
		return errNoPage
	}
	return d.back(w, r, err, hooksPath, done)
}
