package replay

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"attache/cmd/lab/internal/dataset/datasettest"
)

// program stands for the product: its second run finds nothing, its third one the news.
const program = `package main

import (
	"fmt"
	"os"
)

func main() {
	if os.Args[1] != "run" {
		return
	}
	runs, err := os.ReadFile("runs")
	if err != nil && !os.IsNotExist(err) {
		panic(err)
	}
	if err := os.WriteFile("runs", append(runs, '.'), 0o600); err != nil {
		panic(err)
	}
	articles, state := []int{3, 0, 1}[len(runs)], []string{"sent", "empty", "sent"}[len(runs)]
	fmt.Printf("{\"Run\":{\"Articles\":%d,\"Polls\":[{\"State\":\"ok\"}]},\"Issues\":[{\"Issue\":{\"State\":%q}}]}",
		articles, state)
}
`

// TestReplay builds a program and a server, and lets the one run thrice over the other: with the news hidden, again,
// and with the news. The manners are counted from the server's log.
func TestReplay(t *testing.T) {
	log := `{\"path\":\"/robots.txt\",\"host_in_flight\":1,\"host_gap_ms\":-1}`
	noting := strings.NewReplacer(
		`flag.String("log", "", "")`, `log := flag.String("log", "", "")`,
		"if err := os.WriteFile(*ca", "os.WriteFile(*log, []byte(\""+log+"\\n\"), 0o600)\n\tif err := os.WriteFile(*ca",
	).Replace(server)
	root := datasettest.Dir(t, map[string]string{
		"module/go.mod": "module attache\n", "module/cmd/attache/main.go": program,
		"tools/replay/main.go": noting, "data/sites/manifest.json": manifest,
	})
	t.Chdir(filepath.Join(root, "module")) // what is built is attache/cmd/attache of this module
	keep := filepath.Join(root, "keep")
	if err := os.Mkdir(keep, 0o750); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	args := []string{"-data", filepath.Join(root, "data"), "-keep", keep, "-asof", "2024-05-06"}
	if err := Replay(t.Context(), args, &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"as of 2024-05-06: 1 sources, 3 articles, 0 pages unread; issue sent", "again: 1 sources, 0 articles",
		"issue empty", "with the news: 1 sources, 1 articles", "manners: 1 requests; 0 beside another",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in\n%s", want, out.String())
		}
	}
	if _, err := os.Stat(filepath.Join(keep, "desk.yaml")); err != nil {
		t.Errorf("the desk is not kept: %v", err)
	}
	t.Chdir(root) // no module of the product
	err := Replay(t.Context(), args, &out)
	if err == nil || !strings.Contains(err.Error(), "go build") {
		t.Errorf("without the program's sources: %v", err)
	}
}
