package desk

import (
	"net/http"
	"strconv"

	"attache/web/origin"
)

// Bounds of what one person tries in failWindow, a quarter of an hour: each reads a foreign site or composes a letter.
const (
	mostTried   = 60  // sites read: finding, testing, reading again, rules
	mostPreview = 150 // letters made while a digest is edited, which happens at each pause of typing
	mostTrials  = 20  // trials and issues by hand
	mostAsked   = 3   // wishes for another role, and admins who are told of one
)

// trying counts a trial of a kind for who asks, and refuses one too many.
func (d *Desk) trying(r *http.Request, kind string, most int) error {
	if !d.trials.Take(d.now(), failWindow, origin.Bound{Key: kind + " " + placeOfPerson(who(r).ID), Most: most}) {
		return errTooMany
	}
	return nil
}

func placeOfPerson(id int64) string { return strconv.FormatInt(id, 10) }
