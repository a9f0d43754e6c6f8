package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"attache/config"
)

const rootLong = `attache is a press attaché in one program: it reads the outlets it is told to read,
keeps the new foreign-policy pieces, groups them by event, summarises them, sets them
in an HTML digest and e-mails it.

See it work, with nothing configured and no network:
  attache demo

Begin in an empty folder:
  attache init
  attache run --dry-run --out today.html
  attache subscriber add you@example.org
  attache run

Settings come from attache.yaml (here, or /etc/attache/attache.yaml), or from the file
that -c or ATTACHE_CONFIG names; environment variables override it: ATTACHE_MAIL__HOST
sets mail.host, ATTACHE_MAIL__PASSWORD_FILE reads mail.password from a file.

`

// root builds the whole tree of commands. It is built anew for every command line, so that tests share nothing.
func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:               "attache",
		Short:             "A press attaché in one program",
		Long:              rootLong + exitCodes,
		Version:           versionText(),
		Args:              noSuchCommand,
		RunE:              func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		SilenceErrors:     true,
		SilenceUsage:      true,
		DisableAutoGenTag: true,
	}
	root.SetVersionTemplate("attache {{.Version}}\n")
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.errs)
	root.SetHelpFunc(a.help)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return &usageError{message: err.Error() + ".", hint: flagHint(cmd, err)}
	})
	flags := root.PersistentFlags()
	flags.StringVarP(&a.configPath, "config", "c", "",
		"settings file (default attache.yaml, then /etc/attache/attache.yaml)")
	flags.BoolVar(&a.json, "json", false, "machine-readable output")
	flags.BoolVar(&a.plain, "plain", false, "tables whole, their columns parted by tabs")
	flags.BoolVarP(&a.yes, "yes", "y", false, "do not ask")
	flags.BoolVarP(&a.quiet, "quiet", "q", false, "no progress and no suggestions: results and mistakes only")
	flags.BoolVarP(&a.verbose, "verbose", "v", false, "log what happens")
	cobra.EnableCommandSorting = false
	for _, g := range []struct {
		id, title string
		commands  []*cobra.Command
	}{
		{"publish", "Run:", []*cobra.Command{a.initCommand(), a.runCommand(), a.serveCommand(), a.demoCommand()}},
		{"desk", "Manage:", []*cobra.Command{
			a.sourceCommand(), a.digestCommand(), a.subscriberCommand(), a.issueCommand(), a.applyCommand(),
			a.exportCommand(), a.adminCommand(),
		}},
		{"operate", "Maintain:", []*cobra.Command{
			a.checkCommand(), a.migrateCommand(), a.backupCommand(), a.restoreCommand(), a.pruneCommand(),
			a.previewCommand(), a.readCommand(), a.whyCommand(), a.schemaCommand(), a.versionCommand(),
		}},
	} {
		root.AddGroup(&cobra.Group{ID: g.id, Title: g.title})
		for _, c := range g.commands {
			c.GroupID = g.id
			root.AddCommand(c)
		}
	}
	root.SetHelpCommandGroupID("operate")
	root.SetCompletionCommandGroupID("operate")
	return root
}

// flagHint names the flag that was probably meant by one that is not there.
func flagHint(cmd *cobra.Command, err error) string {
	help := cmd.CommandPath() + " --help"
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) {
		return help
	}
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	if meant := config.Nearest(unknown.GetSpecifiedName(), names); meant != "" && len(meant) > 1 {
		return "did you mean --" + meant + "? All: " + help
	}
	return help
}

// help prints the help of a command, as wide as the terminal, in a pipe 80 columns.
func (a *app) help(cmd *cobra.Command, _ []string) {
	text := strings.TrimSpace(reflow(or(cmd.Long, cmd.Short))) + "\n\n" + cmd.UsageString()
	for line := range strings.Lines(text) {
		if line = strings.TrimRight(line, " \n"); strings.HasPrefix(line, "  attache ") { // an example
			line = foldCommand(line, a.columns())
		}
		fmt.Fprintln(a.whole(), foldLine(line, a.columns()))
	}
}

// group is a command that only holds others.
func group(use, short, long string, commands ...*cobra.Command) *cobra.Command {
	c := &cobra.Command{
		Use: use, Short: short, Long: long, Args: noSuchCommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	c.AddCommand(commands...)
	return c
}

// noSuchCommand refuses arguments of a command that only holds others, and names the one that was probably meant.
func noSuchCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	e := &usageError{
		message: fmt.Sprintf("There is no command %q.", cmd.CommandPath()+" "+args[0]),
		hint:    cmd.CommandPath() + " --help",
	}
	var names []string
	for _, c := range cmd.Commands() {
		names = append(names, c.Name())
	}
	if meant := config.Nearest(args[0], names); meant != "" {
		e.hint = cmd.CommandPath() + " " + meant
	}
	return e
}

// arguments asks for between least and most arguments; most < 0 means any number.
func arguments(least, most int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		use, help := cmd.CommandPath()+strings.TrimPrefix(cmd.Use, cmd.Name()), cmd.CommandPath()+" --help"
		switch {
		case len(args) < least:
			return &usageError{message: "missing argument: " + use, hint: help}
		case most >= 0 && len(args) > most:
			return &usageError{message: fmt.Sprintf("%q is too much: %s", args[most], use), hint: help}
		}
		return nil
	}
}
