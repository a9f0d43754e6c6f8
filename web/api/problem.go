package api

import (
	"errors"
	"net/http"

	"attache/news"
	"attache/newsroom"
	"attache/web/desk"
)

// problem is an error as the API tells it (RFC 9457), with a code that stays and a hint that says what to do.
type problem struct {
	Type   string `json:"type" doc:"urn:attache:problem: and the code"`
	Title  string `json:"title" doc:"the status in words"`
	Status int    `json:"status"`
	Code   string `json:"code" doc:"what is wrong; it stays the same between versions"`
	Detail string `json:"detail" doc:"a sentence for people"`
	Field  string `json:"field,omitempty" doc:"path of the field or name of the parameter that is wrong"`
	Hint   string `json:"hint,omitempty" doc:"what to do"`
}

// Error is what happened.
func (p problem) Error() string { return p.Detail }

// Problems that several addresses have.
var (
	errNone = problem{
		Status: http.StatusNotFound, Code: "not_found", Detail: "There is nothing of this name or number.",
		Hint: "the list has those that there are",
	}
	errOvertaken = problem{
		Status: http.StatusPreconditionFailed, Code: "overtaken", Detail: "It has been changed in the meantime.",
		Hint: "read it again, and send the ETag that it has then",
	}
	errBusy = problem{
		Status: http.StatusConflict, Code: "busy", Detail: "An issue of this digest is being made.",
		Hint: "wait until it is there",
	}
)

// problemOf says an error of any package as a problem.
func problemOf(err error) problem {
	var p problem
	var invalid *news.InvalidError
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &p):
		return p
	case errors.As(err, &invalid):
		return problem{
			Status: http.StatusUnprocessableEntity, Code: "invalid", Detail: invalid.Message, Field: invalid.Field,
			Hint: invalid.Hint,
		}
	case errors.As(err, &large):
		return problem{
			Status: http.StatusRequestEntityTooLarge, Code: "too_large", Detail: "The body is larger than 256 kB.",
			Hint: "send less at once",
		}
	case errors.Is(err, news.ErrNotFound):
		return errNone
	case errors.Is(err, newsroom.ErrOvertaken):
		return errOvertaken
	case errors.Is(err, desk.ErrStrikes):
		return problem{
			Status: http.StatusConflict, Code: "strikes_readers",
			Detail: "The mail server refuses most readers of this issue; sending it would strike them off.",
			Hint:   "look at it with attache issue approve, which counts them and asks",
		}
	}
	return problem{
		Status: http.StatusInternalServerError, Code: "internal", Detail: "Something went wrong here.",
		Hint: "the log of attache says what",
	}
}

// denied says why somebody is not let in.
func denied(err error, may newsroom.Action) error {
	switch {
	case errors.Is(err, desk.ErrNoToken):
		return problem{
			Status: http.StatusUnauthorized, Code: "no_token", Detail: "A token is needed, and this is none that works.",
			Hint: "make one on the desk (your name, access for programs) and send it as Authorization: Bearer attache_…",
		}
	case errors.Is(err, desk.ErrNotAllowed):
		p := problem{
			Status: http.StatusForbidden, Code: "forbidden", Detail: "This token, or its person, may not do that.",
			Hint: "no token may",
		}
		if scope := newsroom.ScopeFor(may); scope != "" {
			p.Hint = "it takes the scope “" + string(scope) + "” and the role " + string(newsroom.Least(may))
		}
		return p
	case errors.Is(err, desk.ErrTooMany):
		return problem{
			Status: http.StatusTooManyRequests, Code: "too_many", Detail: "Too many wrong tokens came from this address.",
			Hint: "wait a quarter of an hour",
		}
	}
	return err
}
