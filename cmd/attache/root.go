package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
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
	root.SetFlagErrorFunc(flagError)
	flags := root.PersistentFlags()
	flags.StringVarP(&a.configPath, "config", "c", "",
		"settings file (default attache.yaml, then /etc/attache/attache.yaml)")
	flags.BoolVar(&a.json, "json", false, "machine-readable output")
	flags.BoolVar(&a.plain, "plain", false, "tables whole, their columns parted by tabs")
	flags.BoolVarP(&a.yes, "yes", "y", false, "do not ask")
	flags.BoolVarP(&a.quiet, "quiet", "q", false, "no progress and no suggestions: results and mistakes only")
	flags.BoolVarP(&a.verbose, "verbose", "v", false, "log what happens")
	root.PersistentPreRun = func(cmd *cobra.Command, _ []string) { a.begin(cmd) }
	cobra.EnableCommandSorting = false
	for _, g := range []struct {
		id, title string
		commands  []*cobra.Command
	}{
		{"publish", "Run:", []*cobra.Command{a.initCommand(), a.runCommand(), a.serveCommand(), a.demoCommand()}},
		{"desk", "Manage:", []*cobra.Command{
			a.sourceCommand(), a.digestCommand(), a.subscriberCommand(), a.issueCommand(), a.applyCommand(),
			a.exportCommand(), a.adminCommand(), a.hookCommand(),
		}},
		{"operate", "Maintain:", []*cobra.Command{
			a.offer(digestNames, a.checkCommand())[0], a.doctorCommand(), a.mailCommand(), a.dkimCommand(), a.migrateCommand(),
			a.backupCommand(), a.restoreCommand(), a.pruneCommand(), a.seedCommand(),
			a.previewCommand(), a.readCommand(), a.whyCommand(), a.schemaCommand(), a.completionCommand(),
			a.manCommand(), a.versionCommand(),
		}},
	} {
		root.AddGroup(&cobra.Group{ID: g.id, Title: g.title})
		for _, c := range g.commands {
			c.GroupID = g.id
			root.AddCommand(c)
		}
	}
	root.SetHelpCommandGroupID("operate")
	a.offerFlags(root)
	root.CompletionOptions.DisableDefaultCmd = true // completionCommand is ours
	return root
}

// flagError says what is wrong with a flag, in words of ours: those of the library hold the words of Go's parsers.
func flagError(cmd *cobra.Command, err error) error {
	help := cmd.CommandPath() + " --help"
	var (
		unknown *pflag.NotExistError
		value   *pflag.InvalidValueError
		missing *pflag.ValueRequiredError
	)
	switch {
	case errors.As(err, &unknown):
		name := unknown.GetSpecifiedName()
		var names []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if !f.Hidden {
				names = append(names, f.Name)
			}
		})
		dashes := "--"
		if unknown.GetSpecifiedShortnames() != "" {
			dashes, names = "-", nil // one letter is near to every other
		}
		e := &usageError{message: fmt.Sprintf("There is no flag %s%s.", dashes, name), hint: help}
		if near, _ := nearest(name, names); near != "" {
			e.hint = fmt.Sprintf("did you mean --%s? All: %s", near, help)
		}
		return withCode(e, codeUnknownFlag)
	case errors.As(err, &value):
		return withCode(&usageError{message: valueMessage(value.GetFlag(), value.GetValue()), hint: help}, codeInvalidFlag)
	case errors.As(err, &missing):
		return withCode(&usageError{
			message: fmt.Sprintf("--%s needs a value.", missing.GetFlag().Name), hint: help,
		}, codeInvalidFlag)
	}
	return withCode(&usageError{message: err.Error() + ".", hint: help}, codeInvalidFlag)
}

// valueMessage says what a flag takes, in place of a value that it does not.
func valueMessage(f *pflag.Flag, value string) string {
	wants := "a value of this kind (" + f.Value.Type() + ")"
	switch f.Value.Type() {
	case "int", "int64", "uint16":
		wants = "a whole number"
	case "bool":
		wants = "true or false"
	case spanType:
		wants = "a length of time: write 90m, 24h, 7d or 2w"
	}
	return fmt.Sprintf("--%s: %q is not %s.", f.Name, value, wants)
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
	e := &usageError{message: fmt.Sprintf("There is no command %q.", cmd.CommandPath()+" "+args[0])}
	if near, said := nearest(args[0], commandNames(cmd)); near != "" {
		e.hint = said + " See: " + cmd.CommandPath() + " " + near + " --help"
	} else {
		e.hint = cmd.CommandPath() + " --help"
	}
	return withCode(e, codeUnknownCommand)
}

// arguments asks for between least and most arguments; most < 0 means any number.
func arguments(least, most int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		use, help := cmd.CommandPath()+strings.TrimPrefix(cmd.Use, cmd.Name()), cmd.CommandPath()+" --help"
		switch {
		case len(args) < least:
			return withCode(&usageError{message: "An argument is missing: " + use, hint: help}, codeMissingArgument)
		case most >= 0 && len(args) > most:
			return withCode(&usageError{message: fmt.Sprintf("%q is an argument too many: %s", args[most], use), hint: help},
				codeExtraArgument)
		}
		return nil
	}
}
