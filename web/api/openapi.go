package api

import (
	"encoding/json"
	"net/http"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"attache/newsroom"
	"attache/web/hooks"
)

// variable finds the variables of a path.
var variable = regexp.MustCompile(`\{([a-z]+)\}`)

// Document is the OpenAPI document of the API, whose addresses begin with base.
func Document(base string) ([]byte, error) {
	all := schemas{}
	paths := object{}
	for _, op := range (&API{}).table() {
		item, _ := paths[op.path].(object)
		if item == nil {
			item = object{}
			paths[op.path] = item
		}
		item[strings.ToLower(op.method)] = op.document(all)
	}
	all.of(reflect.TypeFor[problem](), false)
	webhooks := object{}
	for _, event := range append([]string{newsroom.EventTest}, newsroom.HookEvents...) {
		webhooks[event] = object{"post": object{
			"operationId": "on" + strings.ReplaceAll(title(strings.ReplaceAll(event, ".", " ")), " ", ""),
			"summary":     "Sent to webhooks that ask for " + event + ", signed as Standard Webhooks says",
			"requestBody": object{"required": true, "content": object{
				"application/json": object{"schema": all.of(reflect.TypeFor[hooks.Payload](), false)},
			}},
			"responses": object{
				"2XX": object{"description": "taken"},
				"410": object{"description": "the webhook is switched off"},
			},
		}}
	}
	b, err := json.MarshalIndent(object{
		"openapi":           "3.1.0",
		"jsonSchemaDialect": "https://spec.openapis.org/oas/3.1/dialect/base",
		"info": object{
			"title": "attache", "version": "1",
			"description": "What the desk's pages show and do, for programs. Times are UTC. A change names the state it was " +
				"made on (If-Match). Errors are application/problem+json.",
			"license": object{"name": "see LICENSE", "identifier": "LicenseRef-attache"},
		},
		"servers":  []any{object{"url": base + Path}},
		"security": []any{object{"token": []any{}}},
		"paths":    paths,
		"webhooks": webhooks,
		"components": object{
			"schemas":         object(all),
			"securitySchemes": object{"token": object{"type": "http", "scheme": "bearer", "bearerFormat": "attache_…"}},
		},
	}, "", "  ")
	return append(b, '\n'), err
}

// title writes words with a capital each.
func title(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		words[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	return strings.Join(words, " ")
}

// document is what the document says of an operation.
func (op *operation) document(all schemas) object {
	out := object{"operationId": op.id, "summary": op.summary, "tags": []any{strings.Split(op.path, "/")[1]}}
	var params []any
	for _, m := range variable.FindAllStringSubmatch(op.path, -1) {
		schema := object{"type": "string"}
		if m[1] == "id" {
			schema = object{"type": "integer", "minimum": 1}
		}
		params = append(params, object{"name": m[1], "in": "path", "required": true, "schema": schema})
	}
	for _, p := range op.params {
		params = append(params, object{
			"name": p.name, "in": "query", "required": false, "description": p.doc, "schema": p.schema(),
		})
	}
	if op.ifMatch {
		params = append(params, object{
			"name": "If-Match", "in": "header", "required": false, "schema": object{"type": "string"},
			"description": "the ETag of the object as it was read; without it the answer is 428",
		})
	}
	if op.key {
		params = append(params, object{
			"name": "Idempotency-Key", "in": "header", "required": false, "schema": object{"type": "string"},
			"description": "the same key twice starts one job",
		})
	}
	if len(params) > 0 {
		out["parameters"] = params
	}
	if scope := newsroom.ScopeFor(op.may); scope != "" {
		out["description"] = "Takes a token with the scope " + string(scope) + "."
	}
	if op.may == newsroom.Anyone {
		out["security"] = []any{}
	}
	if op.in != nil {
		t := reflect.TypeOf(op.in)
		content := object{"application/json": object{"schema": all.of(t, op.method == http.MethodPatch)}}
		if op.method == http.MethodPatch {
			content[mergePatch] = content["application/json"]
		}
		out["requestBody"] = object{"required": true, "content": content}
	}
	out["responses"] = op.responses(all)
	return out
}

// responses are the answers of an operation.
func (op *operation) responses(all schemas) object {
	ok := object{"description": http.StatusText(op.status)}
	switch {
	case op.media != "":
		ok["content"] = object{op.media: object{"schema": object{"type": "string"}}}
	case op.out != nil:
		ok["content"] = object{"application/json": object{"schema": all.of(reflect.TypeOf(op.out), false)}}
	case op.anything:
		ok["content"] = object{"application/json": object{"schema": object{"type": "object"}}}
	}
	headers := object{}
	if op.tagged {
		headers["ETag"] = object{"schema": object{"type": "string"}}
	}
	if op.located {
		headers["Location"] = object{"schema": object{"type": "string"}}
	}
	if len(headers) > 0 {
		ok["headers"] = headers
	}
	out := object{
		strconv.Itoa(op.status): ok,
		"default": object{"description": "what went wrong", "content": object{
			"application/problem+json": object{"schema": object{"$ref": "#/components/schemas/Problem"}},
		}},
	}
	if op.tagged && op.method == http.MethodGet {
		out["304"] = object{"description": "the caller has it as it is (If-None-Match)"}
	}
	return out
}
