package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"attache/config"
)

// editorOf writes an editor: a shell script that works on the file $1, a different one at each call (1.sh, 2.sh, …).
func editorOf(t *testing.T, calls ...string) string {
	t.Helper()
	dir := t.TempDir()
	script := "#!/bin/sh\nn=$(($(cat " + dir + "/n 2>/dev/null || echo 0)+1)); echo $n > " + dir + "/n\n" +
		"for f; do :; done\ncp \"$f\" " + dir + "/seen.$n\ncase $n in\n"
	for i, call := range calls {
		script += string(rune('1'+i)) + ") f=\"$f\"; " + call + ";;\n"
	}
	script += "esac\n"
	path := filepath.Join(dir, "editor")
	if err := os.WriteFile(path, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

func seenBy(t *testing.T, editor, call string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(filepath.Dir(editor), "seen."+call))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestEditIsOfferedAgain: an edit with mistakes comes back with each mistake above its line, and can be mended.
func TestEditIsOfferedAgain(t *testing.T) {
	t.Chdir(t.TempDir())
	b := newBench(t)
	b.publish()
	editor := editorOf(t, `sed -i 's/^window: .*/window: soon/; s/^title: .*/titel: x/' "$f"`,
		`sed -i 's/^window: .*/window: 72h/; s/^titel: x/title: The Mended/' "$f"`)
	b.environ = append(b.environ, "EDITOR="+editor)
	b.in = "\n" // Edit it again? [Y/n]
	out := b.runs(exitOK, "digest", "edit", "daily")
	for _, want := range []string{
		`daily.yaml:2: titel: There is no such setting.`, `window: "soon" is not a length of time.`, "Edit it again? [Y/n]",
		"~ digest daily: window: 48h → 72h", "~ digest daily: title: daily → The Mended",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not told:\n%s", want, out)
		}
	}
	second := strings.Split(seenBy(t, editor, "2"), "\n")
	for i, line := range second {
		if strings.HasPrefix(line, "titel: ") && !strings.HasPrefix(second[i-1], "#! titel: There is no such setting.") ||
			strings.HasPrefix(line, "window: soon") &&
				!strings.HasPrefix(second[i-1], `#! window: "soon" is not a length of time.`) {
			t.Errorf("the mistake does not stand above its line: %q", second)
		}
	}
	if shown := b.runs(exitOK, "digest", "show", "daily"); !strings.Contains(shown, "title: The Mended") ||
		strings.Contains(shown, "#!") {
		t.Error(shown)
	}
}

// TestEditIsKept: with nobody to ask, or when the person gives up, the edit stays in a file that --file takes.
func TestEditIsKept(t *testing.T) {
	t.Chdir(t.TempDir())
	b := newBench(t)
	b.publish()
	for noun, c := range map[string]struct{ name, wrong, right, told string }{
		"digest": {
			"daily", `echo 'sources: [wier]' >> "$f"`, "sources: [wire]", `There is no source "wier"`,
		},
		"source": {"wire", `echo 'kinds: feed' >> "$f"`, "time_zone: Asia/Almaty", "kinds: There is no such setting."},
		"subscriber": {
			"a@example.org", `echo 'language: kz' >> "$f"`, "language: kk", `"kz" is not a language of the letter`,
		},
	} {
		t.Run(noun, func(t *testing.T) {
			b := *b
			b.t = t
			editor := editorOf(t, c.wrong, "true")
			b.environ = append([]string{"VISUAL=" + editor}, b.environ...)
			for _, in := range []string{"", "n\n"} {
				b.in = in
				code, out, errs := b.try(noun, "edit", c.name)
				if code != exitInvalid || !strings.Contains(errs, c.told) || out != "" {
					t.Fatalf("%d %s%s", code, out, errs)
				}
				at := strings.Index(errs, "attache "+noun+" edit "+c.name+" --file ")
				if at < 0 {
					t.Fatalf("no way back is told: %s", errs)
				}
				path := strings.TrimSpace(errs[at+len("attache "+noun+" edit "+c.name+" --file "):])
				t.Cleanup(func() { os.RemoveAll(filepath.Dir(path)) })
				data, err := os.ReadFile(path)
				if err != nil || !strings.Contains(string(data), "#! ") {
					t.Fatalf("%v: %s", err, data)
				}
				lines := strings.Split(strings.TrimSpace(string(withoutMarks(data))), "\n")
				mended := strings.Join(append(lines[:len(lines)-1], c.right), "\n")
				if err := os.WriteFile(path, []byte(mended), 0o600); err != nil {
					t.Fatal(err)
				}
				field, _, _ := strings.Cut(c.right, ":")
				out = b.runs(exitOK, noun, "edit", c.name, "--file", path, "--dry-run")
				if !strings.Contains(out, field+": (none) → ") {
					t.Errorf("the file is not taken: %s", out)
				}
				os.Remove(filepath.Join(filepath.Dir(editor), "n"))
			}
		})
	}
}

func TestSubscriberEdit(t *testing.T) {
	t.Chdir(t.TempDir())
	b := newBench(t)
	b.publish()
	out := b.runs(exitOK, "subscriber", "edit", "A@example.org", "--set", "language=kk", "--set", "digests=daily,held")
	if !strings.Contains(out, "language: (none) → kk") {
		t.Error(out)
	}
	b.runs(exitOK, "subscriber", "edit", "a@example.org", "--set", "state=unsubscribed")
	out = b.runs(exitInvalid, "subscriber", "edit", "a@example.org", "--set", "state=active")
	if !strings.Contains(out, "attache subscriber add a@example.org --rejoin") {
		t.Errorf("who left is taken back by an edit: %s", out)
	}
	for args, want := range map[string]string{
		"email=c@example.org": "keeps its email", "digests=dialy": "did you mean daily",
		"lang=ru":     "There is no such setting",
		"language=rs": "is not a language",
	} {
		if out := b.runs(exitInvalid, "subscriber", "edit", "b@example.org", "--set", args); !strings.Contains(out, want) {
			t.Errorf("%s: %s", args, out)
		}
	}
	if out := b.runs(exitNotFound, "subscriber", "edit", "a@exmaple.org", "--set", "name=A"); !strings.Contains(out,
		"did you mean a@example.org?") {
		t.Error(out)
	}
}

func TestMarked(t *testing.T) {
	data := []byte("a: 1\nb: 2\nc: 3")
	out, first := marked(data, config.Mistakes{
		{Line: 2, Field: "b", Message: "Wrong.", Hint: "Mend it."}, {Line: 9, Message: "Late."},
	})
	if want := "a: 1\n#! b: Wrong. Mend it.\nb: 2\nc: 3\n#! Late.\n"; string(out) != want || first != 2 {
		t.Errorf("%q, %d", out, first)
	}
	if back := withoutMarks(out); strings.TrimSpace(string(back)) != string(data) {
		t.Errorf("%q", back)
	}
}
