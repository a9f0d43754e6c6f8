package web

import (
	"net/http"
	"strconv"
	"time"

	"attache/news"
)

// monthForm is a month in an address.
const monthForm = "2006-01"

// mostMonths is how many months a list by month goes back; older issues stand in the list of all.
const mostMonths = 120

// zoneOf is the time zone of a digest.
func zoneOf(d news.Digest) *time.Location {
	zone, err := time.LoadLocation(d.TimeZone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// months lists the months from last back to first, none when there are no issues. A month between them without an
// issue stands there too: the list costs two look-ups, whatever the number of issues.
func months(first, last time.Time) (all []time.Time) {
	if first.IsZero() || last.IsZero() {
		return nil
	}
	month := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, t.Location()) }
	for at := month(last); !at.Before(month(first)) && len(all) < mostMonths; at = at.AddDate(0, -1, 0) {
		all = append(all, at)
	}
	return all
}

// ofMonth lists a digest's public issues of a month, and where the older ones are that do not fit its page.
func (s *Server) ofMonth(r *http.Request, d news.Digest, month time.Time) ([]news.IssueMark, string, error) {
	marks, err := s.store.PublicBetween(r.Context(), d.ID, month, month.AddDate(0, 1, 0), monthIssues+1)
	if err != nil || len(marks) <= monthIssues {
		return marks, "", err
	}
	marks = marks[:monthIssues]
	return marks, s.archiveLink(r, d, "before", strconv.FormatInt(marks[monthIssues-1].ID, 10)), nil
}
