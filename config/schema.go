package config

import "embed"

// The schemas are made from the packages' Config structs and the nouns by the tests of cmd/attache (make golden).
//
//go:embed settings.schema.json desk.schema.json
var schemas embed.FS

// Schema is the JSON Schema of a document: "settings" (attache.yaml) or "desk"; false for any other name.
func Schema(name string) ([]byte, bool) {
	data, err := schemas.ReadFile(name + ".schema.json")
	return data, err == nil
}
