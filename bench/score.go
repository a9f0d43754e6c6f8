package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"attachebench/dataset"
)

func writeAnswers(name string, answers map[string]dataset.Answer) error {
	b, err := json.Marshal(answers)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
		return err
	}
	return os.WriteFile(name, b, 0o600)
}

// score runs the dataset's scorer over the answers and returns what it printed.
func score(data, out string) (string, error) {
	var abs [2]string
	for i, p := range []string{filepath.Join(data, "reading"), out} {
		a, err := filepath.Abs(p)
		if err != nil {
			return "", err
		}
		abs[i] = a
	}
	cmd := exec.CommandContext(context.Background(), "go", "run", "score.go", "-truth", abs[0], "-out", abs[1], "-by",
		"source")
	cmd.Dir = filepath.Join(data, "..", "score", "reading")
	said, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("run the scorer: %w: %s", err, said)
	}
	return string(said), nil
}
