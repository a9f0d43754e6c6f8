package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func (a *app) manCommand() *cobra.Command {
	var out string
	c := &cobra.Command{
		Use:   "man [COMMAND…]",
		Short: "The manual pages, made from the same texts as --help",
		Long: `Prints the manual page of a command, or of attache itself, in the language of man(7). --out writes the
pages of all commands into a folder, such as ~/.local/share/man/man1: then "man attache-run" works.`,
		Example: "  attache man run | man -l -\n  attache man --out ~/.local/share/man/man1",
		Args:    arguments(0, -1),
		RunE: func(cmd *cobra.Command, args []string) error {
			root := cmd.Root()
			if out == "" {
				about, rest, err := root.Find(args)
				if err != nil || len(rest) > 0 {
					return noSuchCommand(about, rest)
				}
				_, err = a.whole().Write(manPage(about))
				return err
			}
			if err := writableFolder(out); err != nil {
				return err
			}
			n, err := writeManual(root, out)
			if err == nil {
				a.say("Wrote %s to %s.", counted(n, "page"), out)
			}
			return err
		},
	}
	c.Flags().StringVarP(&out, "out", "o", "", "write all pages into this folder")
	return c
}

// writeManual writes the pages of a command and of those below it into a folder, and counts them.
func writeManual(c *cobra.Command, dir string) (n int, err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return 0, err
	}
	n = 1
	err = os.WriteFile(filepath.Join(dir, manName(c)+".1"), manPage(c), 0o644)
	for _, sub := range c.Commands() {
		if sub.Hidden || sub.Name() == "help" {
			continue
		}
		more, e := writeManual(sub, dir)
		n, err = n+more, errors.Join(err, e)
	}
	return n, err
}

func manName(c *cobra.Command) string { return strings.ReplaceAll(c.CommandPath(), " ", "-") }

// manPage is the manual page of one command (man(7)).
func manPage(c *cobra.Command) []byte {
	var b bytes.Buffer
	section := func(name string) { fmt.Fprintf(&b, ".SH %s\n", name) }
	fmt.Fprintf(&b, ".TH %s 1 \"\" \"attache %s\" \"attache manual\"\n", roff(strings.ToUpper(manName(c))),
		roff(versionText()))
	section("NAME")
	fmt.Fprintf(&b, "%s \\- %s\n", roff(manName(c)), roff(c.Short))
	section("SYNOPSIS")
	fmt.Fprintf(&b, ".B %s\n", roff(c.UseLine()))
	section("DESCRIPTION")
	manText(&b, or(c.Long, c.Short+"."))
	if c.HasAvailableSubCommands() {
		section("COMMANDS")
		for _, sub := range c.Commands() {
			if !sub.Hidden && sub.Name() != "help" {
				fmt.Fprintf(&b, ".TP\n.BR %s (1)\n%s\n", roff(manName(sub)), roff(sub.Short))
			}
		}
	}
	manFlags(&b, "OPTIONS", c.LocalNonPersistentFlags())
	manFlags(&b, "OPTIONS OF EVERY COMMAND", c.Root().PersistentFlags())
	if c.Example != "" {
		section("EXAMPLES")
		manText(&b, c.Example)
	}
	if c.HasParent() {
		section("SEE ALSO")
		fmt.Fprintf(&b, ".BR %s (1)\n", roff(manName(c.Parent())))
	}
	return b.Bytes()
}

// manText writes paragraphs; indented lines stay as they are.
func manText(b *bytes.Buffer, text string) {
	verbatim := false
	keep := func(on bool) {
		if on != verbatim {
			b.WriteString(map[bool]string{true: ".PP\n.nf\n", false: ".fi\n"}[on])
			verbatim = on
		}
	}
	for line := range strings.Lines(reflow(strings.Trim(text, "\n"))) {
		line = strings.TrimRight(line, "\n")
		switch {
		case strings.TrimSpace(line) == "":
			keep(false)
			b.WriteString(".PP\n")
			continue
		case strings.HasPrefix(line, " "):
			keep(true)
		default:
			keep(false)
		}
		b.WriteString(roff(line) + "\n")
	}
	keep(false)
}

func manFlags(b *bytes.Buffer, title string, flags *pflag.FlagSet) {
	if !flags.HasAvailableFlags() {
		return
	}
	fmt.Fprintf(b, ".SH %s\n", title)
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		kind, usage := pflag.UnquoteUsage(f)
		names := `\fB` + roff("--"+f.Name) + `\fR`
		if f.Shorthand != "" {
			names = `\fB` + roff("-"+f.Shorthand) + `\fR, ` + names
		}
		if kind != "" {
			names += ` \fI` + roff(kind) + `\fR`
		}
		fmt.Fprintf(b, ".TP\n%s\n%s\n", names, roff(usage))
	})
}

// roff is a text in which nothing is an order to the formatter.
func roff(s string) string {
	s = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(s)
	if strings.HasPrefix(s, ".") || strings.HasPrefix(s, "'") {
		s = `\&` + s
	}
	return s
}
