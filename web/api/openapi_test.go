package api_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
	"github.com/pb33f/libopenapi-validator/config"

	"attache/newsroom"
	"attache/web/api"
)

var update = flag.Bool("update", false, "write docs/openapi.json")

// newValidator reads the document, for requests under base.
func newValidator(base string) (validator.Validator, error) {
	doc, err := api.Document(base)
	if err != nil {
		return nil, err
	}
	read, err := libopenapi.NewDocument(doc)
	if err != nil {
		return nil, err
	}
	v, errs := validator.NewValidator(read, config.WithFormatAssertions(), config.WithRejectUndeclaredRequestBody(),
		config.WithoutSecurityValidation())
	if len(errs) > 0 {
		return nil, errs[0]
	}
	return v, nil
}

// theValidator is made once: it compiles all schemas.
var theValidator = sync.OnceValues(func() (validator.Validator, error) { return newValidator("") })

// checker holds requests and answers against the document.
type checker struct{ v validator.Validator }

func newChecker(t *testing.T) *checker {
	t.Helper()
	v, err := theValidator()
	if err != nil {
		t.Fatal(err)
	}
	return &checker{v}
}

// exchange fails when an answer is not as the document says, or a request was taken that is not.
func (k *checker) exchange(t *testing.T, r *http.Request, body string, res *http.Response, answer []byte) {
	t.Helper()
	if strings.Contains(string(answer), `"no_route"`) || res.StatusCode == http.StatusMethodNotAllowed ||
		r.Method == http.MethodHead {
		return // the document does not know it
	}
	ask := httptest.NewRequestWithContext(t.Context(), r.Method, r.URL.RequestURI(), strings.NewReader(body))
	ask.Header = r.Header.Clone()
	if body == "" {
		ask.Body = http.NoBody
	}
	if res.StatusCode < http.StatusBadRequest {
		if ok, errs := k.v.ValidateHttpRequestSync(ask); !ok {
			t.Errorf("%s %s was taken, and the document says: %v", r.Method, r.URL, errs[0])
		}
	}
	ask.Body = io.NopCloser(strings.NewReader(body))
	got := &http.Response{StatusCode: res.StatusCode, Header: res.Header, Body: io.NopCloser(bytes.NewReader(answer))}
	if ok, errs := k.v.ValidateHttpResponse(ask, got); !ok {
		t.Errorf("%s %s: %d is not as the document says: %v\n%s", r.Method, r.URL, res.StatusCode, errs[0], answer)
	}
}

// TestDocument holds that the document is one of OpenAPI 3.1, stands in docs as it is made, says of each operation what
// its answer is, and is served.
func TestDocument(t *testing.T) {
	v, err := theValidator()
	if err != nil {
		t.Fatal(err)
	}
	if ok, errs := v.ValidateDocument(); !ok {
		t.Fatalf("the document is not OpenAPI 3.1: %v", errs[0])
	}
	doc, err := api.Document("")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("..", "..", "docs", "openapi.json")
	if *update {
		if err := os.WriteFile(path, doc, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(kept, doc) {
		t.Errorf("docs/openapi.json is not what the table says (%v): go test ./web/api -update", err)
	}
	if bytes.Contains(doc, []byte(`: {}`)) && !bytes.Contains(doc, []byte(`"get": {`)) {
		t.Error("a schema says nothing")
	}
	var read struct {
		Paths      map[string]map[string]struct{ OperationID string }
		Components struct{ Schemas map[string]map[string]any }
		Webhooks   map[string]any
	}
	if err := json.Unmarshal(doc, &read); err != nil {
		t.Fatal(err)
	}
	s := open(t, api.Config{})
	seen := map[string]bool{}
	for _, op := range s.api.Table() {
		if got := read.Paths[op.Path][strings.ToLower(op.Method)].OperationID; got != op.ID || seen[op.ID] {
			t.Errorf("%s %s is %q in the document", op.Method, op.Path, got)
		}
		seen[op.ID] = true
	}
	for name, schema := range read.Components.Schemas {
		for field, p := range schema["properties"].(map[string]any) {
			if len(p.(map[string]any)) == 0 {
				t.Errorf("the document does not say of which type %s.%s is", name, field)
			}
		}
	}
	for _, event := range newsroom.HookEvents {
		if read.Webhooks[event] == nil {
			t.Errorf("the document does not know the event %s", event)
		}
	}
	a := client{site: s}.get("/openapi.json").want(t, http.StatusOK)
	if a.body != string(doc) {
		t.Error("another document is served")
	}
	client{site: s}.get("/openapi.json", "If-None-Match", a.Header.Get("ETag")).want(t, http.StatusNotModified)
}

// TestCheckerCatches: the checker of these tests refuses what the document does not say.
func TestCheckerCatches(t *testing.T) {
	k := newChecker(t)
	for body, want := range map[string]bool{
		`{"entry":1}`: true, `{"entry":"1"}`: false, `{}`: false, `{"entry":1,"more":2}`: false,
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/v1/undo", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		if ok, _ := k.v.ValidateHttpRequestSync(r); ok != want {
			t.Errorf("as a request %s is %v", body, ok)
		}
		r.Body = http.NoBody
		res := &http.Response{
			StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}},
			Body: io.NopCloser(strings.NewReader(body)),
		}
		if ok, _ := k.v.ValidateHttpResponse(r, res); ok != want {
			t.Errorf("as an answer %s is %v", body, ok)
		}
	}
}
