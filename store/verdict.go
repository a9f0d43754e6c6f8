package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"attache/news"
)

// Verdicts of an issue stand in chunks, packed together, in order of article. DEFLATE looks back 32 kB, some 50
// verdicts: larger chunks save nothing, and one article's verdict is read with its whole chunk.
const verdictChunk = 100

// keptVerdict is a verdict as it stands in a chunk: short keys, and weights, which are made as float32, in half the
// digits.
type keptVerdict struct {
	Article       int64          `json:"a"`
	Kept          bool           `json:"k,omitempty"`
	Score         float64        `json:"s,omitempty"`
	Reasons       []keptReason   `json:"r"` // null and [] differ in JSON output
	Countries     []news.Mention `json:"c,omitempty"`
	Organisations []news.Mention `json:"o,omitempty"`
	People        []news.Mention `json:"p,omitempty"`
	Regions       []news.Mention `json:"g,omitempty"`
	DuplicateOf   int64          `json:"d,omitempty"`
	Judged        *time.Time     `json:"t,omitempty"` // nil = that of the verdict before
}

type keptReason struct {
	Code   string  `json:"c"`
	Detail string  `json:"d,omitempty"`
	Weight float32 `json:"w,omitempty"`
	Exact  float64 `json:"x,omitempty"` // a weight that is no float32
}

// packVerdicts makes the chunk of verdicts, which are in order of article.
func packVerdicts(vs []news.Verdict) packed {
	out := make([]keptVerdict, len(vs))
	for i, v := range vs {
		k := keptVerdict{
			Article: v.ArticleID, Kept: v.Kept, Score: v.Score, Countries: v.Countries, Organisations: v.Organisations,
			People:  v.People,
			Regions: v.Regions, DuplicateOf: v.DuplicateOf,
		}
		if v.Reasons != nil {
			k.Reasons = make([]keptReason, len(v.Reasons))
		}
		for n, r := range v.Reasons {
			k.Reasons[n] = keptReason{Code: r.Code, Detail: r.Detail}
			if w := float32(r.Weight); float64(w) == r.Weight {
				k.Reasons[n].Weight = w
			} else {
				k.Reasons[n].Exact = r.Weight
			}
		}
		if i == 0 || !v.Judged.Equal(vs[i-1].Judged) {
			k.Judged = &vs[i].Judged
		}
		out[i] = k
	}
	return packed{out}
}

// readChunk reads a chunk into a function, a verdict at a time.
func readChunk(kept []keptVerdict, digestID int64, each func(news.Verdict)) {
	var judged time.Time
	for _, k := range kept {
		if k.Judged != nil {
			judged = *k.Judged
		}
		v := news.Verdict{
			DigestID: digestID, ArticleID: k.Article, Kept: k.Kept, Score: k.Score, Countries: k.Countries,
			Organisations: k.Organisations,
			People:        k.People, Regions: k.Regions, DuplicateOf: k.DuplicateOf, Judged: judged,
		}
		if k.Reasons != nil {
			v.Reasons = make([]news.Reason, len(k.Reasons))
		}
		for n, r := range k.Reasons {
			v.Reasons[n] = news.Reason{Code: r.Code, Detail: r.Detail, Weight: cmp.Or(float64(r.Weight), r.Exact)}
		}
		each(v)
	}
}

// saveVerdicts writes the verdicts of an issue.
func (s *Store) saveVerdicts(ctx context.Context, t tx, issueID int64, verdicts []news.Verdict) error {
	verdicts = slices.Clone(verdicts)
	slices.SortStableFunc(verdicts, func(a, b news.Verdict) int { return cmp.Compare(a.ArticleID, b.ArticleID) })
	for part := range slices.Chunk(verdicts, verdictChunk) {
		rows := make([][]any, len(part))
		for n, v := range part {
			rows[n] = []any{v.ArticleID, v.Kept}
		}
		param, err := cells(rows)
		if err != nil {
			return err
		}
		_, err = t.exec(ctx, `
			INSERT INTO judged (issue_id, article_id, kept)
			SELECT CAST($1 AS BIGINT), CAST(v.value ->> 0 AS BIGINT), CAST(v.value ->> 1 AS BOOLEAN)
			FROM `+s.rows("$2"), issueID, param)
		if err == nil {
			_, err = t.exec(ctx, `INSERT INTO verdicts (issue_id, first, packed) VALUES ($1, $2, $3)`, issueID,
				part[0].ArticleID, packVerdicts(part))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Verdicts of an issue: kept ones first, then by score. There are none once retention has deleted them
// (Retention.Verdicts).
func (s *Store) Verdicts(ctx context.Context, issueID int64) ([]news.Verdict, error) {
	var all []news.Verdict
	read := func(r scanner) (struct{}, error) {
		var digest int64
		var kept []keptVerdict
		err := r.Scan(&digest, packed{&kept})
		readChunk(kept, digest, func(v news.Verdict) { all = append(all, v) })
		return struct{}{}, err
	}
	_, err := list(ctx, s.alone(), read, `
		SELECT i.digest_id, c.packed FROM verdicts c JOIN issues i ON i.id = c.issue_id WHERE c.issue_id = $1
		ORDER BY c.first`, issueID)
	if err != nil {
		return nil, fmt.Errorf("verdicts of issue %d: %w", issueID, err)
	}
	slices.SortStableFunc(all, func(a, b news.Verdict) int {
		if a.Kept != b.Kept {
			if a.Kept {
				return -1
			}
			return 1
		}
		return cmp.Compare(b.Score, a.Score)
	})
	return all, nil
}

// VerdictsOf one article in all issues, newest first.
func (s *Store) VerdictsOf(ctx context.Context, articleID int64) ([]news.Verdict, error) {
	all, err := s.JudgedIn(ctx, articleID, 0)
	verdicts := make([]news.Verdict, len(all))
	for i, j := range all {
		verdicts[i] = j.Verdict
	}
	return verdicts, err
}

// Judged is a verdict and the issue it was given for.
type Judged struct {
	IssueID int64
	Verdict news.Verdict // without score, reasons and mentions once retention has deleted them (Retention.Verdicts)
	Bare    bool         // they were deleted
	Gone    time.Time    // when; zero = not, or it is not known
}

// JudgedIn returns the verdicts on one article with their issues, newest first, at most limit (0 = all).
func (s *Store) JudgedIn(ctx context.Context, articleID int64, limit int) ([]Judged, error) {
	var all []Judged
	err := s.read(ctx, func(t tx) (err error) {
		read := func(r scanner) (j Judged, err error) {
			j.Verdict.ArticleID = articleID
			err = r.Scan(&j.IssueID, &j.Verdict.DigestID, &j.Verdict.Kept, when(&j.Gone))
			j.Bare = true
			return j, err
		}
		all, err = list(ctx, t, read, `
			SELECT j.issue_id, i.digest_id, j.kept, i.verdicts_gone FROM judged j JOIN issues i ON i.id = j.issue_id
			WHERE j.article_id = $1 ORDER BY j.issue_id DESC LIMIT $2`, articleID, most(limit))
		for i := 0; err == nil && i < len(all); i++ {
			var kept []keptVerdict
			err = t.row(ctx, `SELECT packed FROM verdicts WHERE issue_id = $1 AND first <= $2 ORDER BY first DESC LIMIT 1`,
				all[i].IssueID, articleID).
				Scan(packed{&kept})
			if errors.Is(err, sql.ErrNoRows) {
				err = nil
			}
			readChunk(kept, all[i].Verdict.DigestID, func(v news.Verdict) {
				if v.ArticleID == articleID {
					all[i].Verdict, all[i].Bare, all[i].Gone = v, false, time.Time{}
				}
			})
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("issues that judged article %d: %w", articleID, err)
	}
	return all, nil
}

// Judged does what worker.Materials says.
func (s *Store) Judged(ctx context.Context, digestID int64, articleIDs []int64) ([]int64, error) {
	ids := make([]string, len(articleIDs))
	for i, id := range articleIDs {
		ids[i] = strconv.FormatInt(id, 10)
	}
	judged, err := list(ctx, s.alone(), value[int64], `
		SELECT DISTINCT j.article_id FROM judged j JOIN issues i ON i.id = j.issue_id
		WHERE j.article_id IN (SELECT CAST(v.value AS BIGINT) FROM `+s.in("$2")+`) AND i.digest_id = $1 AND `+told+`
		UNION
		SELECT a.id FROM articles a JOIN unread u ON u.url = a.url
		WHERE a.id IN (SELECT CAST(v.value AS BIGINT) FROM `+s.in("$2")+`) AND u.tries >= $3`,
		digestID, texts(ids), failedTries)
	if err != nil {
		return nil, fmt.Errorf("articles judged for digest %d: %w", digestID, err)
	}
	return judged, nil
}
