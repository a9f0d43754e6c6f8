package desk

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"

	"attache/news"
	"attache/templates"
)

func jsonText(v any) (string, error) {
	b, err := json.Marshal(v)
	return string(b), err
}

// mostFile is the most bytes of a file of sources that is sent here; mostUpload has room for the form around it, in
// which a byte that was pasted may take three.
const (
	mostFile   = 1 << 20
	mostUpload = 3*mostFile + 64<<10
)

// formats of files of sources, with their types.
var formats = map[string]string{
	"yaml": "application/yaml; charset=utf-8", "opml": "text/x-opml; charset=utf-8", "csv": "text/csv; charset=utf-8",
}

// exportSources writes the sources that the filters of the list let through as a file, and notes that.
func (d *Desk) exportSources(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	format := cmp.Or(q.Get("format"), "yaml")
	kind, ok := formats[format]
	if !ok {
		return errNoPage
	}
	sources, err := d.filtered(r, q)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := d.run.WriteSources(&b, format, sources); err != nil {
		return err
	}
	e := d.entry(r, "source.export")
	e.Kind, e.Became = "source", format
	if err := d.store.Note(r.Context(), e); err != nil {
		return err
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", `attachment; filename="sources.`+format+`"`)
	send(w, r, http.StatusOK, b.Bytes(), false)
	return nil
}

func (d *Desk) askImport(w http.ResponseWriter, r *http.Request) error {
	d.show(w, r, http.StatusOK, "import", "sources", templates.DeskImport{})
	return nil
}

// sentFile is the file of a form, or the text that was pasted in its place.
func sentFile(r *http.Request) (name string, data []byte, err error) {
	if r.MultipartForm != nil {
		for _, h := range r.MultipartForm.File["file"] {
			if h.Size == 0 {
				continue
			}
			if h.Size > mostFile {
				return "", nil, errTooLarge
			}
			f, err := h.Open()
			if err != nil {
				return "", nil, err
			}
			defer f.Close()
			data, err = io.ReadAll(io.LimitReader(f, mostFile))
			return path.Base(strings.ReplaceAll(h.Filename, "\\", "/")), data, err
		}
	}
	name = cmp.Or(r.FormValue("name"), "sources")
	if sent := r.FormValue("data"); sent != "" { // the file that was shown, as it was
		if data, err = base64.RawURLEncoding.DecodeString(sent); err != nil || len(data) > mostFile {
			return "", nil, errBadForm
		}
		return name, data, nil
	}
	text := r.FormValue("text")
	if len(text) > mostFile+mostFile/10 { // forms make CRLF of each end of a line
		return "", nil, errTooLarge
	}
	return name, []byte(text), nil
}

// importSources tells what a file would do, line by line, and does it when that was told.
func (d *Desk) importSources(w http.ResponseWriter, r *http.Request) error {
	name, data, err := sentFile(r)
	if err != nil {
		return err
	}
	wrong := func(err error) error {
		n := mistake(err)
		if n == nil {
			return err
		}
		d.showWith(w, r, http.StatusUnprocessableEntity, "import", "sources", templates.DeskImport{}, n)
		return nil
	}
	lines, err := d.run.ReadSources(name, data)
	if err != nil {
		return wrong(err)
	}
	v := templates.DeskImport{File: name, N: map[string]int{}, Data: base64.RawURLEncoding.EncodeToString(data)}
	todo, err := d.plan(r, &v, lines)
	if err != nil {
		return err
	}
	if r.FormValue("do") != "save" || len(todo) == 0 {
		d.show(w, r, http.StatusOK, "import", "sources", v)
		return nil
	}
	ids, err := d.store.ImportSources(r.Context(), todo, d.entry(r, "source.add"))
	if err != nil {
		return wrong(err)
	}
	return d.back(w, r, nil, "/desk/sources", imported(ids))
}

// imported is the notice of an import. Of very many sources none can be taken back at once.
func imported(ids []int64) templates.DeskNotice {
	if len(ids) == 0 {
		return templates.DeskNotice{Key: "nothing_changed"}
	}
	n := templates.DeskNotice{Key: "sources_imported", N: len(ids)}
	if len(ids) <= mostAtOnce {
		n.Undo = ids
	}
	return n
}

// plan compares the lines of a file with what is there, and returns the sources that are to be written.
func (d *Desk) plan(r *http.Request, v *templates.DeskImport, lines []Line) (todo []news.Source, err error) {
	all, err := d.store.Standings(r.Context())
	if err != nil {
		return nil, err
	}
	byURL, byName := map[string]*news.Source{}, map[string]*news.Source{}
	for i := range all {
		s := &all[i].Source
		byURL[s.URL], byName[s.Name] = s, s
	}
	urls, names := map[string]bool{}, map[string]bool{}
	for _, l := range lines {
		row := templates.DeskImportLine{
			N: l.N, Name: l.Source.Name, Outlet: l.Source.Outlet.Name, URL: l.Source.URL, Wrong: l.Wrong, Do: "add",
		}
		src := l.Source
		was := byURL[src.URL]
		if was == nil {
			was = byName[src.Name]
		}
		switch {
		case l.Wrong != "":
			row.Do = "wrong"
		case was != nil:
			src.Name, row.Name, row.Do = was.Name, was.Name, "change"
			if row.Changes, err = changesBetween(*was, src); err != nil {
				return nil, err
			}
			if len(row.Changes) == 0 {
				row.Do = "same"
			}
		}
		if row.Do == "add" && slices.Contains(ownNames, src.Name) {
			row.Do = "wrong"
			row.Wrong = fmt.Sprintf("There is a page of the desk called %q: choose another name.", src.Name)
		}
		if row.Do != "wrong" && (urls[src.URL] || names[src.Name]) {
			row.Do, row.Wrong = "wrong", "The same source stands in the file already."
		}
		if row.Do != "wrong" {
			urls[src.URL], names[src.Name] = true, true
		}
		if row.Do == "add" || row.Do == "change" {
			todo = append(todo, src)
		}
		v.N[row.Do]++
		v.Lines = append(v.Lines, row)
	}
	order := []string{"wrong", "change", "add", "same"}
	slices.SortStableFunc(v.Lines, func(a, b templates.DeskImportLine) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.Do), slices.Index(order, b.Do)), cmp.Compare(a.N, b.N))
	})
	v.Lines = v.Lines[:min(len(v.Lines), mostAtOnce)]
	return todo, nil
}

// catalogue lists the built-in sources of a region.
func (d *Desk) catalogue(w http.ResponseWriter, r *http.Request) error {
	all, err := d.run.Catalogue()
	if err != nil {
		return err
	}
	here, err := d.store.Standings(r.Context())
	if err != nil {
		return err
	}
	byURL, byName := map[string]string{}, map[string]bool{}
	for _, s := range here {
		byURL[s.Source.URL], byName[s.Source.Name] = s.Source.Name, true
	}
	v := templates.DeskCatalogue{Region: r.URL.Query().Get("region")}
	for _, s := range all {
		region := s.Outlet.Region
		if v.Region == "" {
			v.Region = region
		}
		at := slices.IndexFunc(v.Regions, func(c templates.DeskChoice) bool { return c.Key == region })
		if at < 0 {
			at = len(v.Regions)
			v.Regions = append(v.Regions, templates.DeskChoice{Key: region, Link: with(r, "region", region)})
		}
		v.Regions[at].N++
		if region != v.Region {
			continue
		}
		row := templates.DeskCatalogueRow{Source: s, Here: byURL[s.URL]}
		if row.Here == "" && byName[s.Name] {
			row.Here = s.Name
		}
		if row.Here == "" {
			v.New++
		}
		v.Rows = append(v.Rows, row)
	}
	d.show(w, r, http.StatusOK, "catalogue", "sources", v)
	return nil
}

// pickSources adds the ticked sources of the catalogue, enabled.
func (d *Desk) pickSources(w http.ResponseWriter, r *http.Request) error {
	back := within(r.PostForm.Get("back"), "/desk/sources/catalogue")
	all, err := d.run.Catalogue()
	if err != nil {
		return err
	}
	here, err := d.store.Standings(r.Context())
	if err != nil {
		return err
	}
	region, whole := "", r.PostForm.Get("all") != ""
	if u, err := url.Parse(back); err == nil {
		region = u.Query().Get("region")
	}
	var todo []news.Source
	for _, s := range all {
		ticked := slices.Contains(r.PostForm["name"], s.Name) ||
			whole && s.Outlet.Region == cmp.Or(region, all[0].Outlet.Region)
		if !ticked || slices.ContainsFunc(here, func(h news.Standing) bool {
			return h.Source.Name == s.Name || h.Source.URL == s.URL // it may be edited by now
		}) {
			continue
		}
		s.Enabled = true
		todo = append(todo, s)
	}
	if len(todo) == 0 {
		return d.back(w, r, nil, back, templates.DeskNotice{Key: "nothing_chosen", Bad: true})
	}
	ids, err := d.store.ImportSources(r.Context(), todo, d.entry(r, "source.add"))
	if err != nil {
		return d.back(w, r, err, back, templates.DeskNotice{})
	}
	return d.back(w, r, nil, back, imported(ids))
}
