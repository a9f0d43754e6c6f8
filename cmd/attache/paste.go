package main

import (
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"attache/config"
	"attache/news"
)

// pattern compiles a regular expression when it is first used: most commands use none.
func pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}

// pastable finds the commands in a hint. "attache serve" alone is the name of what runs, not a command to paste.
var pastable = pattern(`\battache (?:--help|(?:admin|apply|backup|check|digest|export|init|issue|migrate|preview|` +
	`prune|read|restore|run|serve --|source|subscriber|why)\b)`)

// paste completes the commands in a hint, so that they do their work from the shell that the program was started from:
// with its settings file, and with its path where the shell would not find it by name. Every hint passes here, whoever
// wrote it.
func (a *app) paste(hint string) string {
	program, file := a.program, or(a.configPath, a.getenv(config.Prefix+"CONFIG"))
	if program == "" && file == "" {
		return hint
	}
	start := []string{or(program, "attache")}
	if file != "" {
		start = append(start, "-c", file)
	}
	return pastable().ReplaceAllStringFunc(hint, func(command string) string {
		return news.Command(start...) + strings.TrimPrefix(command, "attache")
	})
}

// again is a command as it was given, with one more option (a flag, and its value when it takes one), to be pasted.
func again(cmd *cobra.Command, args []string, more ...string) string {
	words := []string{cmd.CommandPath(), news.Command(args...)}
	cmd.Flags().Visit(func(f *pflag.Flag) {
		switch values, list := f.Value.(pflag.SliceValue); {
		case len(more) > 0 && f.Name == more[0], cmd.InheritedFlags().Lookup(f.Name) != nil:
		case list:
			for _, v := range values.GetSlice() {
				words = append(words, news.Option(f.Name, v))
			}
		case f.Value.Type() == "bool" && f.Value.String() == "true":
			words = append(words, "--"+f.Name)
		case f.Value.Type() == "bool":
			words = append(words, "--"+f.Name+"=false")
		default:
			words = append(words, news.Option(f.Name, f.Value.String()))
		}
	})
	if len(more) == 1 {
		words = append(words, "--"+more[0])
	} else if len(more) > 1 {
		words = append(words, news.Option(more[0], more[1]))
	}
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), " ")
}

// suggest prints a line that ends in a command to paste.
func (a *app) suggest(format string, args ...any) {
	if !a.quiet {
		a.say("%s", a.paste(fmt.Sprintf(format, args...)))
	}
}

// programPath is how the program was called, when a shell that is asked for attache finds another one or none; ""
// otherwise.
func programPath(called string) string {
	if !strings.ContainsRune(called, os.PathSeparator) || strings.Contains(called, "go-build") {
		// go run deletes its program
		return ""
	}
	mine, err := os.Stat(called)
	if err != nil {
		return ""
	}
	if found, err := exec.LookPath("attache"); err == nil {
		if st, err := os.Stat(found); err == nil && os.SameFile(st, mine) {
			return ""
		}
	}
	return called
}
