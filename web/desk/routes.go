package desk

import (
	"fmt"
	"net/http"
	"net/url"

	"attache/newsroom"
)

// route is an address and who may pass.
type route struct {
	pattern string
	may     newsroom.Action
	page    page
}

// table is every address of the desk. A test walks it with every role.
func (d *Desk) table() []route {
	all := []route{
		{"GET /desk/sign-in", newsroom.Anyone, d.askSignIn},
		{"POST /desk/sign-in", newsroom.Anyone, d.signIn},
		{"GET /desk/welcome/{token}", newsroom.Anyone, d.welcome},
		{"POST /desk/welcome/{token}", newsroom.Anyone, d.accept},
		{"POST /desk/ask", newsroom.Own, d.ask},
		{"POST /desk/sign-out", newsroom.Own, d.signOut},
		{"GET /desk/me", newsroom.Own, d.me},
		{"POST /desk/me", newsroom.Own, d.saveMe},
		{"POST /desk/me/password", newsroom.Own, d.savePassword},
		{"POST /desk/me/sessions", newsroom.Own, d.endSession},
		{"GET /desk/me/tokens", newsroom.Own, d.tokens},
		{"POST /desk/me/tokens", newsroom.Own, d.addToken},
		{"POST /desk/me/tokens/{id}", newsroom.Own, d.revokeToken},

		{"GET /desk", newsroom.Look, d.today},
		{"GET /desk/{$}", newsroom.Look, d.today},
		{"GET /desk/sources", newsroom.Look, d.sources},
		{"POST /desk/sources", newsroom.EditSources, d.switchSources},
		{"GET /desk/sources/new", newsroom.EditSources, d.askSource},
		{"POST /desk/sources/find", newsroom.EditSources, d.findSource},
		{"POST /desk/sources/add", newsroom.EditSources, d.addSource},
		{"GET /desk/sources/{name}", newsroom.Look, d.source},
		{"POST /desk/sources/{name}/test", newsroom.EditSources, d.testSource},
		{"GET /desk/sources/{name}/edit", newsroom.EditSources, d.askEdit},
		{"POST /desk/sources/{name}/edit", newsroom.EditSources, d.editSource},
		{"GET /desk/sources/{name}/rule", newsroom.EditSources, d.askRule},
		{"POST /desk/sources/{name}/rule", newsroom.EditSources, d.saveRule},
		{"GET /desk/sources/{name}/rights", newsroom.EditSources, d.askRights},
		{"POST /desk/sources/{name}/rights", newsroom.EditSources, d.saveRights},
		{"POST /desk/sources/{name}/save", newsroom.EditSources, d.saveSource},
		{"GET /desk/sources/{name}/history", newsroom.Look, d.history},
		{"POST /desk/sources/bulk", newsroom.EditSources, d.editMany},
		{"GET /desk/sources/export", newsroom.Look, d.exportSources},
		{"GET /desk/sources/import", newsroom.EditSources, d.askImport},
		{"POST /desk/sources/import", newsroom.EditSources, d.importSources},
		{"GET /desk/sources/catalogue", newsroom.Look, d.catalogue},
		{"POST /desk/sources/catalogue", newsroom.EditSources, d.pickSources},
		{"POST /desk/undo", newsroom.EditSources, d.undo},
		{"GET /desk/articles", newsroom.Look, d.articles},
		{"GET /desk/articles/{id}", newsroom.Look, d.article},
		{"POST /desk/articles/{id}/choose", newsroom.EditArticles, d.choose},
		{"POST /desk/articles/{id}/read", newsroom.EditArticles, d.reread},
		{"GET /desk/digests", newsroom.Look, d.digests},
		{"GET /desk/digests/new", newsroom.EditDigests, d.newDigest},
		{"POST /desk/digests/check", newsroom.EditDigests, d.checkDigest},
		{"GET /desk/drafts/{key}", newsroom.EditDigests, d.showDraft},
		{"GET /desk/drafts/{key}/edit", newsroom.EditDigests, d.editDraft},
		{"POST /desk/digests/save", newsroom.EditDigests, d.saveDraft},
		{"GET /desk/digests/{name}", newsroom.Look, d.digest},
		{"GET /desk/digests/{name}/edit", newsroom.EditDigests, d.editDigest},
		{"POST /desk/digests/{name}/switch", newsroom.EditDigests, d.switchDigest},
		{"POST /desk/digests/{name}/delete", newsroom.EditDigests, d.removeDigest},
		{"POST /desk/digests/{name}/skip", newsroom.EditDigests, d.skipDate},
		{"GET /desk/digests/{name}/learn", newsroom.Look, d.learn},
		{"POST /desk/digests/{name}/learn", newsroom.EditDigests, d.applyLesson},
		{"POST /desk/digests/{name}/run", newsroom.EditDigests, d.runNow},
		{"GET /desk/previews/{key}", newsroom.EditDigests, d.previewLetter},
		{"GET /desk/work/{id}", newsroom.EditDigests, d.workPage},
		{"GET /desk/runs", newsroom.Look, d.runs},
		{"GET /desk/runs/{id}", newsroom.Look, d.runPage},
		{"POST /desk/me/keys", newsroom.Own, d.saveKeys},
		{"GET /desk/issues", newsroom.Look, d.issues},
		{"GET /desk/issues/{id}", newsroom.Look, d.issue},
		{"GET /desk/issues/{id}/letter", newsroom.Look, d.letter},
		{"POST /desk/issues/{id}", newsroom.DecideIssues, d.decide},

		{"GET /desk/settings", newsroom.ManagePeople, d.people},
		{"GET /desk/settings/people", newsroom.ManagePeople, d.people},
		{"POST /desk/settings/people", newsroom.ManagePeople, d.invite},
		{"POST /desk/settings/people/{id}", newsroom.ManagePeople, d.savePerson},
		{"POST /desk/settings/invitations/{id}", newsroom.ManagePeople, d.withdraw},
		{"GET /desk/settings/tokens", newsroom.ManagePeople, d.allTokens},
		{"POST /desk/settings/tokens/{id}", newsroom.ManagePeople, d.revokeAnyToken},
		{"GET /desk/settings/hooks", newsroom.ManageHooks, d.hooks},
		{"POST /desk/settings/hooks", newsroom.ManageHooks, d.addHook},
		{"POST /desk/settings/hooks/{id}", newsroom.ManageHooks, d.changeHook},
		{"GET /desk/settings/audit", newsroom.ReadAudit, d.audit},
		{"GET /desk/settings/audit.csv", newsroom.ReadAudit, d.exportAudit},

		{"/desk/", newsroom.Look, func(http.ResponseWriter, *http.Request) error { return errNoPage }},
	}
	if d.cfg.OIDC.Issuer != "" {
		all = append(all, route{"GET /desk/oidc", newsroom.Anyone, d.startOIDC},
			route{"GET /desk/oidc/callback", newsroom.Anyone, d.endOIDC})
	}
	if d.cfg.Demo != "" {
		all = append(all, route{"GET /desk/demo/{token}", newsroom.Anyone, d.demo})
	}
	return all
}

// routes puts the table behind the doors. The style sheet, which says nothing, is for everybody.
func (d *Desk) routes() (http.Handler, error) {
	mux := http.NewServeMux()
	for _, r := range d.table() {
		mux.Handle(r.pattern, d.guard(r.may, r.page))
	}
	// A form of a foreign site is refused by what browsers say of their requests (Sec-Fetch-Site, Origin), beside the
	// cookie's SameSite.
	cross := http.NewCrossOriginProtection()
	// The pages' own address counts as theirs when a proxy does not pass the host's name on; browsers that do not send
	// Sec-Fetch-Site (Safari before 16.4) would be refused otherwise.
	if u, err := url.Parse(d.cfg.URL); err == nil && u.Host != "" {
		if err := cross.AddTrustedOrigin(u.Scheme + "://" + u.Host); err != nil {
			return nil, fmt.Errorf("trust the forms of %s: %w", d.cfg.URL, err)
		}
	}
	outer := http.NewServeMux()
	outer.Handle("GET /desk/assets/{name}", http.HandlerFunc(d.asset))
	outer.Handle("/", d.sessions.LoadAndSave(mux))
	return headers(cross.Handler(outer)), nil
}

// headers are on every answer: no script but ours, no frame but the letter's, nothing from elsewhere, nothing kept.
func headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy",
			"default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; "+
				"frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("X-Robots-Tag", "noindex, nofollow")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}
