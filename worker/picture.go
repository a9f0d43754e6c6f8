package worker

import (
	"context"
	"slices"
	"time"

	"attache/news"
)

// pictureLimit is the longest that an issue waits for the picture of one story. It leaves without it else.
const pictureLimit = 20 * time.Second

// Pictures brings pictures into the archive.
type Pictures interface {
	// Picture fetches a picture of a source's article, makes it small and keeps it.
	Picture(ctx context.Context, src news.Source, address string) (news.Picture, error)
}

// pictures adds to the issue the picture of the story that leads each language's letter, where the digest asks for it
// and the rights of the source allow it. One that cannot be had is left out.
func (p *publisher) pictures(ctx context.Context, d news.Digest, draft *Draft) {
	if d.Picture != news.PictureLead || p.Pictures == nil {
		return
	}
	sources, err := p.gatherer.Store.Sources(ctx, false)
	if err != nil {
		p.log().Warn("pictures are left out", "digest", d.Name, "error", err)
		return
	}
	for _, language := range news.Languages {
		top := draft.Issue.BestIn(language)
		if len(top) == 0 {
			continue
		}
		st, piece := top[0], &top[0].Lead
		told, ok := st.Renditions[language]
		if ok {
			piece = &told.Lead
		}
		if piece.Image == "" || piece.Picture != nil {
			continue
		}
		at := slices.IndexFunc(draft.articles, func(a news.Article) bool { return a.ID == piece.ArticleID })
		if at < 0 {
			continue
		}
		src := slices.IndexFunc(sources, func(s news.Source) bool { return s.ID == draft.articles[at].SourceID })
		if src < 0 || !sources[src].Rights.Images {
			continue
		}
		limited, cancel := context.WithTimeout(ctx, pictureLimit)
		made, err := p.Pictures.Picture(limited, sources[src], piece.Image)
		cancel()
		if err != nil {
			p.log().Info("a picture is left out", "digest", d.Name, "source", sources[src].Name, "picture", piece.Image,
				"why", err)
			continue
		}
		if piece.Picture = &made; ok {
			st.Renditions[language] = told
		}
	}
}
