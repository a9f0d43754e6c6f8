package main

import (
	"fmt"
	"slices"
	"time"

	"attache/news"
	"attache/store"
)

// deleted says when retention deleted something, and by which setting: "on 2026-11-20 07:00 (database.retention.texts:
// 400 days)".
func deleted(at time.Time, setting string, keep store.Retention) string {
	on := "on " + when(at)
	if at.IsZero() {
		on = "on a day that is not known"
	}
	days := keep.Days(setting)
	if days == store.Forever {
		return fmt.Sprintf("%s (database.retention.%s, which keeps all since)", on, setting)
	}
	return fmt.Sprintf("%s (database.retention.%s: %s)", on, setting, counted(days, "day"))
}

// printForgottenText says when and why the text of an article was deleted.
func (a *app) printForgottenText(w explained, keep store.Retention) {
	if !w.Article.Forgotten {
		return
	}
	setting := "dropped"
	if slices.ContainsFunc(w.Issues, func(j judgedIn) bool { return j.Verdict.Kept }) {
		setting = "texts"
	}
	says := "Its text was deleted " + deleted(w.Article.ForgottenAt, setting, keep) + "."
	if setting == "dropped" {
		says += " No issue has kept it."
	}
	a.step("deleted", says)
}

// sideOf is the verdict in a word.
func sideOf(v news.Verdict) string {
	if v.Kept {
		return "kept"
	}
	return "dropped"
}
