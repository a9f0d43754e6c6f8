package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"attache/cmd/attache/internal/goldentest"
)

const licencesDoc = "../../docs/third-party.md"

// module is one that a package of the program comes from.
type module struct{ path, version, dir string }

// linked lists the modules that are linked into the program on a system, by path.
func linked(t *testing.T, goos, goarch string) []module {
	t.Helper()
	const format = `{{with .Module}}{{if not .Main}}{{.Path}}|{{.Version}}|{{.Dir}}{{end}}{{end}}`
	cmd := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", format, ".")
	cmd.Env = append(os.Environ(), "GOOS="+goos, "GOARCH="+goarch, "CGO_ENABLED=0")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []module
	for line := range strings.Lines(string(out)) {
		if f := strings.Split(strings.TrimSpace(line), "|"); len(f) == 3 {
			all = append(all, module{f[0], f[1], f[2]})
		}
	}
	slices.SortFunc(all, func(a, b module) int { return strings.Compare(a.path, b.path) })
	return slices.Compact(all)
}

// licenceWords tell licences by words of their text; the first that is found counts.
var licenceWords = []struct{ words, name string }{
	{"Mozilla Public License", "MPL-2.0"},
	{"Apache License", "Apache-2.0"},
	{"Permission is hereby granted, free of charge", "MIT"},
	{"endorse or promote products", "BSD-3-Clause"},
	{"Redistribution and use in source and binary forms", "BSD-2-Clause"},
}

// licence names a module's licence and its NOTICE file, if any.
func (m module) licence() (name, notice string, err error) {
	files, err := os.ReadDir(m.dir)
	if err != nil {
		return "", "", err
	}
	for _, f := range files {
		upper := strings.ToUpper(f.Name())
		switch {
		case strings.HasPrefix(upper, "NOTICE"):
			notice = f.Name()
		case name == "" && (strings.HasPrefix(upper, "LICEN") || strings.HasPrefix(upper, "COPYING")):
			text, err := os.ReadFile(filepath.Join(m.dir, f.Name()))
			if err != nil {
				return "", "", err
			}
			for _, l := range licenceWords {
				if strings.Contains(string(text), l.words) {
					name = l.name
					break
				}
			}
		}
	}
	if name == "" {
		return "", "", fmt.Errorf("%s has no licence that is known", m.path)
	}
	return name, notice, nil
}

// TestThirdParty holds docs/third-party.md to the modules that are linked in. With -update it writes the page, for
// Linux and macOS.
func TestThirdParty(t *testing.T) {
	systems := [][2]string{{os.Getenv("GOOS"), os.Getenv("GOARCH")}}
	if *goldentest.Update {
		systems = [][2]string{{"linux", "amd64"}, {"darwin", "arm64"}}
	}
	rows := map[string]string{}
	for _, s := range systems {
		for _, m := range linked(t, s[0], s[1]) {
			name, notice, err := m.licence()
			if err != nil {
				t.Fatal(err)
			}
			if notice != "" {
				name += ", with a " + notice
			}
			rows[m.path] = fmt.Sprintf("| [%s](https://pkg.go.dev/%s) | %s |", m.path, m.path, name)
		}
	}
	if *goldentest.Update {
		var b strings.Builder
		b.WriteString(thirdPartyHead)
		paths := make([]string, 0, len(rows))
		for p := range rows {
			paths = append(paths, p)
		}
		slices.Sort(paths)
		for _, p := range paths {
			b.WriteString(rows[p] + "\n")
		}
		if err := os.WriteFile(licencesDoc, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	page, err := os.ReadFile(licencesDoc)
	if err != nil {
		t.Fatal(err)
	}
	for path, row := range rows {
		if !strings.Contains(string(page), row+"\n") {
			t.Errorf("docs/third-party.md lacks %s, or has another licence; run: make golden", path)
		}
	}
	required, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(page)) {
		row, ok := strings.CutPrefix(line, "| [")
		if path, _, _ := strings.Cut(row, "]("); ok && !strings.Contains(string(required), path+" v") {
			t.Errorf("docs/third-party.md names %s, which go.mod does not require any more; run: make golden", path)
		}
	}
}

const thirdPartyHead = `# What is linked in

Made from the program by ` + "`make golden`" + `; do not edit. These modules are part of the binary on Linux or ` +
	`macOS, besides
Go's standard library (BSD-3-Clause). The archives that ` + "`make release`" + ` makes hold every licence and ` +
	`NOTICE whole, in
THIRD_PARTY_LICENSES.txt. Modules under MPL-2.0 are linked unchanged; their source is at the address of the ` +
	`module, in the
version that go.mod names.

| module | licence |
|---|---|
`
