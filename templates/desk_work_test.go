package templates

import (
	"maps"
	"time"

	"attache/news"
	"attache/newsroom"
)

// withWork adds the samples of articles, digests and runs to those of the other pages.
func withWork(
	language string, admin, viewer func(place string, data any) DeskPage, pages map[string][]DeskPage,
) map[string][]DeskPage {
	now := sampleNow
	keys := func(p DeskPage) DeskPage { p.Script = "/desk/assets/desk.js"; return p }
	issue := Sample(language)
	digest := news.Digest{
		ID: 1, Name: "daily", Title: issue.Title, Language: "kk", Schedule: "0 7 * * 1-5", TimeZone: "Asia/Almaty",
		Enabled: true, Approval: news.ApproveHold, Least: 3,
		Sources: []string{"bogaz", "kurier"}, Skip: []string{"2026-12-16"},
		Topic: news.Topic{
			Threshold: .4, Countries: []string{"KZ", "TR"}, Exclude: []string{"futbol"}, Include: []string{"<b>"},
		},
		Learned: &news.Correction{Learned: now},
	}
	article := news.Article{
		ID: 3, URL: "https://bogaz.example/1", Title: "Bakan Astana’da", Published: now, Language: "tr",
	}
	funnel := DeskFunnel{Steps: []DeskStep{
		{Key: "funnel_listed", N: 412, Share: 100, Link: "/desk/sources"},
		{Key: "funnel_judged", N: 96, Share: 23, Link: "/desk/articles?issue=4"},
		{Key: "funnel_topic", N: 31, Share: 8, Link: "/desk/articles?issue=4", Lost: []DeskLoss{
			{newsroom.FateTopic, 60, "/desk/articles?issue=4&fate=off-topic"}, {newsroom.FateDropped, 5, ""},
		}},
		{Key: "funnel_stories", N: 12, Share: 3},
	}, Gone: true}
	letters := []news.Letter{{Language: "kk"}, {Language: "en"}}
	preview := DeskLetter{Key: "K", Letters: letters, Language: "kk", View: "phone", Issue: &issue}
	run := newsroom.RowOf(news.Run{
		ID: 9, Started: now.Add(-time.Hour), Ended: now.Add(-50 * time.Minute), Articles: 96, IssueID: 4,
		Polls: make([]news.Poll, 21), Note: "It was <slow>.",
	})
	run.Good, run.Listed = 20, 412
	days := []DeskDay{{1, true}, {0, false}}
	maps.Copy(pages, map[string][]DeskPage{
		"learn": {
			admin("digests", DeskLesson{
				Digest: digest, Used: 30, Ruled: 2, Before: 21, After: 27, Better: true, Looked: 900, In: true,
				Weights: []news.Weight{{Words: "the outlet <Kurier>", Weight: -.8}, {Words: "Kazakhstan", Weight: .4}},
				Changes: []DeskSide{{news.Piece{ArticleID: 3, Title: "T", Outlet: "O"}, true, .28, .41}},
			}),
			viewer("digests", DeskLesson{Digest: digest, Few: "There are too few decisions."}),
		},
		"digest": {
			keys(admin("digests", &DeskDigestPage{
				DeskDigest: DeskDigest{Digest: digest, Runs: []time.Time{now.Add(time.Hour)}, Sources: 2, Readers: 1204},
				Skipped:    []string{"2026-12-16"}, YAML: "name: daily\ntitle: <b>", Decided: 3, From: "2026-11-29",
				Entries: []DeskEntry{{Entry: newsroom.Entry{Action: "digest.skip", At: now, Who: "A"}}},
			})),
			viewer("digests", &DeskDigestPage{DeskDigest: DeskDigest{Digest: news.Digest{Name: "w", Title: "W"}}}),
		},
		"digest-edit": {
			admin("digests", DeskDigestEdit{
				Digest: digest, Name: "daily", Clock: "07:00", Days: days, Templates: []string{"brief", "broadsheet"},
				Known: []string{"bogaz", "kurier"}, Key: "K",
			}),
			admin("digests", DeskDigestEdit{Days: days, Cron: "30 6 1,15 * *", Templates: []string{"broadsheet"}}),
		},
		"digest-check": {
			admin("digests", DeskCheck{
				Digest: digest, Name: "daily", Key: "K", Runs: []time.Time{now}, Preview: preview,
				Lines: []DeskLine{{"", "name: daily"}, {"-", "title: Old"}, {"+", "title: <New>"}},
			}),
			admin("digests", DeskCheck{
				Digest: news.Digest{Title: "New", Schedule: "*/5 * * * *"}, Preview: DeskLetter{Note: "Nothing."},
			}),
		},
		"runs": {viewer("issues", DeskRuns{Runs: []newsroom.RunRow{run}, Older: "?before=9"}), viewer("issues", DeskRuns{})},
		"run": {viewer("issues", &DeskRun{RunRow: run, Funnel: funnel, Issue: &issue, Failed: []DeskRunPoll{
			{"bogaz", "Boğaz Postası", news.Poll{State: news.PollFailing, Detail: "No answer <b>."}},
		}})},
		"work": {
			admin("digests", &DeskWork{
				Title: "Daily", Started: now, Stage: "read", Done: 3, Of: 20, Back: "/desk/digests/daily",
			}),
			admin("digests", &DeskWork{Title: "Daily", Started: now, Ended: now, Dry: true, Funnel: funnel, Preview: preview}),
			admin("digests", &DeskWork{
				Title: "Daily", Started: now, Ended: now, IssueID: 4, Failed: "It <failed>.", Broken: true,
			}),
		},
	})
	pages["articles"] = append(pages["articles"],
		keys(viewer("articles", DeskArticles{
			Rows:  []newsroom.ArticleRow{{ID: 3, Title: "T", Dated: now}},
			Query: `"quoted" <q>`, Issue: 4, Fate: "cut", Fates: newsroom.Fates, Found: DeskFound{1000, true}, Building: true,
		})),
		viewer("articles", DeskArticles{Query: "x", Lang: "kk", Filtered: true, Without: []DeskWithout{
			{"language", "kk", DeskFound{41, false}, "?q=x"}, {"search", "", DeskFound{1000, true}, "?lang=kk"},
		}}))
	pages["article"] = append(pages["article"],
		admin("articles", DeskArticlePage{
			Article: &article, Choose: []DeskChoose{{digest, "keep"}, {digest, "drop"}, {digest, ""}},
			Reread: &DeskReread{
				Article: &news.Article{Title: "Now <b>", Blocks: []news.Block{{Text: "New."}}}, Problem: "Slow.",
			},
		}),
		viewer("articles", DeskArticlePage{
			Article: &article, Choose: []DeskChoose{{digest, "drop"}}, Reread: &DeskReread{Article: &article, Same: true},
		}))
	pages["issue"] = append(pages["issue"], viewer("issues", DeskIssue{
		Issue: &issue, Funnel: funnel, Run: 9, Cut: []DeskCut{{3, "Bakan", "Boğaz", "Its story scored 0.4.", "issue"}},
	}))
	return pages
}
