package api_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/pb33f/jsonschema/v6"
	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
	"github.com/pb33f/libopenapi-validator/config"

	"attache/newsroom"
	"attache/web/api"
)

var update = flag.Bool("update", false, "write docs/openapi.json")

// newValidator reads a document.
func newValidator(doc []byte) (validator.Validator, error) {
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
var theValidator = sync.OnceValues(func() (validator.Validator, error) {
	doc, err := api.Document("")
	if err != nil {
		return nil, err
	}
	return newValidator(doc)
})

// isOpenAPI reports what makes a document none of OpenAPI 3.1: the schema of that version leaves open what a schema in
// it is like, so each is held against JSON Schema 2020-12, on which 3.1 stands.
func isOpenAPI(doc []byte) error {
	v, err := newValidator(doc)
	if err != nil {
		return err
	}
	if ok, errs := v.ValidateDocument(); !ok {
		return errs[0]
	}
	read, err := jsonschema.UnmarshalJSON(bytes.NewReader(doc))
	if err != nil {
		return err
	}
	meta, err := jsonschema.NewCompiler().Compile("https://json-schema.org/draft/2020-12/schema")
	if err != nil {
		return err
	}
	var walk func(at string, v any) error
	walk = func(at string, v any) error {
		switch v := v.(type) {
		case map[string]any:
			for name, x := range v {
				if name == "schema" || at == "/components/schemas" {
					if err := meta.Validate(x); err != nil {
						return fmt.Errorf("%s/%s: %w", at, name, err)
					}
				} else if err := walk(at+"/"+name, x); err != nil {
					return err
				}
			}
		case []any:
			for i, x := range v {
				if err := walk(fmt.Sprintf("%s/%d", at, i), x); err != nil {
					return err
				}
			}
		}
		return nil
	}
	return walk("", read)
}

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
	doc, err := api.Document("")
	if err != nil {
		t.Fatal(err)
	}
	if err := isOpenAPI(doc); err != nil {
		t.Fatalf("the document is not OpenAPI 3.1: %v", err)
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

// TestDocumentCheckCatches: the check of the document refuses what is no OpenAPI 3.1.
func TestDocumentCheckCatches(t *testing.T) {
	doc, err := api.Document("")
	if err != nil {
		t.Fatal(err)
	}
	for was, is := range map[string]string{
		`"summary": "This document"`:             `"summary": 1`,
		`"in": "query"`:                          `"in": "address"`,
		`"description": "what went wrong"`:       `"describes": "what went wrong"`,
		`"title": "attache",`:                    ``,
		`"servers": [`:                           `"servers": [1,`,
		`"type": "http"`:                         `"type": "htp"`,
		`"required": true`:                       `"required": "yes"`,
		`"$ref": "#/components/schemas/Problem"`: `"$ref": "#/components/schemas/Nothing"`,
		`"additionalProperties": false`:          `"additionalProperties": 5`,
		`"type": "integer"`:                      `"type": "intger"`,
		`"minimum": 1`:                           `"minimum": "one"`,
	} {
		if !bytes.Contains(doc, []byte(was)) {
			t.Errorf("the document has no %s", was)
			continue
		}
		if isOpenAPI(bytes.Replace(doc, []byte(was), []byte(is), 1)) == nil {
			t.Errorf("with %s it is taken for OpenAPI 3.1", is)
		}
	}
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
