package templates

import "attache/newsroom"

// DeskHooks is the page hooks.
type DeskHooks struct {
	Hooks  []DeskHook
	Events []string // that one can ask for
	Made   string   // a secret just made, shown once; "" = none
}

// DeskHook is a webhook with its newest messages.
type DeskHook struct {
	newsroom.Hook
	Messages []newsroom.HookMessage
}
