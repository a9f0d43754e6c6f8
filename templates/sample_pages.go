package templates

import (
	"attache/news"
)

func sampleRow(i news.Issue) news.IssueRow {
	return news.IssueRow{
		ID: i.ID, Digest: i.Digest, Title: i.Title, Number: i.Number, Slot: i.Slot, State: i.State,
		Language: i.Language, TimeZone: i.TimeZone,
		Created: i.Created, Outline: i.Outline(),
	}
}

// SamplePages returns every page in its sample states, by the name of the template, for checks and previews.
func SamplePages(language string) map[string][]any {
	shell := Shell{
		Language: language, Site: "Press desk", Feed: "/feed.atom", JSONFeed: "/feed.json", Self: "/issues/7",
		Origin: "https://press.example", House: SamplePublisher(),
	}
	plain := Shell{Language: language, Site: "Press desk"}
	housed := plain
	housed.House = SamplePublisher()
	full, empty := Sample(language), SampleEmpty(language)
	rows := []news.IssueRow{sampleRow(full), sampleRow(empty)}
	paged := shell
	paged.Self = "/archive/daily?before=8"
	var months []MonthLink
	for n := range 14 {
		at := sampleNow.AddDate(0, -n, 0)
		months = append(months, MonthLink{At: at, Link: "/archive/daily?month=" + at.Format("2006-01")})
	}
	before, after := sampleRow(empty), sampleRow(full)
	before.Created, after.Created = sampleNow.AddDate(0, 0, -1), sampleNow.AddDate(0, 0, 1)
	sign := func(step SubscribeStep, email string) SubscribePage {
		p := SubscribePage{
			Shell: housed, Step: step, Digest: full.Title, Email: email, Action: "/subscribe/daily",
			Archive: "/archive/daily",
		}
		if step == SubscribeAsk {
			p.Self = "/subscribe/daily"
		}
		return p
	}
	wrong := sign(SubscribeAsk, "reader@example")
	wrong.Wrong = true
	ask := UnsubscribePage{Shell: housed, Digest: full.Title, Email: "r…@example.org", Action: "/u/sample"}
	back := ask
	back.Action = ""
	return map[string][]any{
		"index": {
			IndexPage{Shell: shell, Digests: []IndexDigest{{
				Title: full.Title, Link: "/archive/daily",
				Feed: "/archive/daily/feed.atom", JSON: "/archive/daily/feed.json", Issues: rows, More: true,
				Subscribe: "/subscribe/daily",
			}}},
			IndexPage{Shell: paged, Month: sampleNow, Digests: []IndexDigest{{
				Title: full.Title, Issues: rows, Months: months,
				Older: "/archive/daily?before=6", Newer: "/archive/daily?after=7",
			}}},
			IndexPage{Shell: shell, Digests: []IndexDigest{{Title: full.Title}}},
		},
		"entry": {IssuePage{Shell: plain, Issue: full}},
		"issue": {
			IssuePage{
				Shell: shell, Issue: full, Older: &Neighbour{Link: "/issues/6", Issue: before},
				Newer: &Neighbour{Link: "/issues/8", Issue: after}, Subscribe: "/subscribe/daily",
			},
			IssuePage{Shell: plain, Issue: empty},
			IssuePage{Shell: shell, Issue: SampleNotices(language)},
			IssuePage{Shell: shell, Issue: full, Template: briefTemplate},
		},
		"subscribe": {
			sign(SubscribeAsk, ""), wrong, sign(SubscribeAsked, "r…@example.org"),
			sign(SubscribeConfirm, "r…@example.org"), sign(SubscribeDone, "r…@example.org"),
		},
		"unsubscribe":  {ask, UnsubscribePage{Shell: plain, Email: "r…@example.org", Action: "/u/sample"}},
		"unsubscribed": {UnsubscribedPage{UnsubscribePage: ask}, UnsubscribedPage{UnsubscribePage: back, Undone: true}},
		"error": {
			ErrorPage{Shell: plain, Key: "not_found"},
			ErrorPage{Shell: plain, Key: "bad_link"},
			ErrorPage{Shell: plain, Key: "internal"},
			ErrorPage{Shell: plain, Key: "busy"},
			ErrorPage{Shell: plain, Key: "expired"},
			ErrorPage{Shell: plain, Key: "many"},
		},
	}
}
