package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
)

// shells are the shells that a completion script is made for.
var shells = []string{"bash", "zsh", "fish", "powershell"}

func (a *app) completionCommand() *cobra.Command {
	var install bool
	c := &cobra.Command{
		Use:   "completion [SHELL]",
		Short: "Have the shell complete commands, flags, digests, sources and issues",
		Long: `Prints the completion script of bash, zsh, fish or powershell. --install puts it where the shell
finds it, for bash, zsh and fish, and says what it wrote; SHELL is the one you use when it is not named. It
completes commands, flags and their values, and the digests, sources and issues of the database.`,
		Example: "  attache completion --install\n  attache completion zsh --install --dry-run\n" +
			"  attache completion powershell | Out-String | Invoke-Expression",
		Args:      arguments(0, 1),
		ValidArgs: shells,
		RunE: func(cmd *cobra.Command, args []string) error {
			shell := ""
			if name := a.getenv("SHELL"); name != "" {
				shell = filepath.Base(name)
			}
			switch {
			case len(args) == 1:
				shell = args[0]
			case install && shell == "":
				return withCode(&usageError{
					message: "SHELL is not set, so it is not known which shell you use.",
					hint:    "name it: attache completion bash --install",
				}, codeMissingArgument)
			case !install:
				return withCode(&usageError{
					message: "An argument is missing: " + strings.Join(shells, ", "), hint: "attache completion --install",
				}, codeMissingArgument)
			}
			var b bytes.Buffer
			root := cmd.Root()
			var err error
			switch shell {
			case "bash":
				err = root.GenBashCompletionV2(&b, true)
			case "zsh":
				err = root.GenZshCompletion(&b)
			case "fish":
				err = root.GenFishCompletion(&b, true)
			case "powershell":
				err = root.GenPowerShellCompletionWithDesc(&b)
			default:
				return oneOf(shell, shells, fmt.Sprintf("There is no completion for the shell %q.", shell))
			}
			if err != nil {
				return err
			}
			if !install {
				_, err = a.whole().Write(b.Bytes())
				return err
			}
			return a.installCompletion(shell, b.Bytes())
		},
	}
	c.Flags().BoolVar(&install, "install", false, "put it where the shell finds it")
	a.dryFlag(c, "with --install, only say what would be written")
	return c
}

// zshMark is the comment above the lines that --install adds to .zshrc.
const zshMark = "# attache: completion"

// installCompletion writes a script to where its shell looks for such scripts by itself. zsh looks nowhere below a home
// folder: its .zshrc is told once.
func (a *app) installCompletion(shell string, script []byte) error {
	home := a.getenv("HOME")
	if home == "" {
		return &usageError{
			message: "HOME is not set: where the shell looks is not known.", hint: "attache completion " + shell,
		}
	}
	data := or(a.getenv("XDG_DATA_HOME"), filepath.Join(home, ".local", "share"))
	config := or(a.getenv("XDG_CONFIG_HOME"), filepath.Join(home, ".config"))
	path, rc := "", ""
	switch shell {
	case "bash": // https://github.com/scop/bash-completion#faq
		dir := or(a.getenv("BASH_COMPLETION_USER_DIR"), filepath.Join(data, "bash-completion"))
		path = filepath.Join(dir, "completions", "attache")
	case "fish": // https://fishshell.com/docs/current/completions.html#where-to-put-completions
		path = filepath.Join(config, "fish", "completions", "attache.fish")
	case "zsh":
		path = filepath.Join(data, "zsh", "site-functions", "_attache")
		rc = filepath.Join(or(a.getenv("ZDOTDIR"), home), ".zshrc")
	default:
		return &usageError{
			message: "The completion of " + shell + " cannot be installed.",
			hint:    "attache completion " + shell + " prints it",
		}
	}
	if a.dry {
		a.say("Would write %s.", path)
	} else {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return fmt.Errorf("install the completion: %w", err)
		}
		if err := os.WriteFile(path, script, 0o644); err != nil {
			return fmt.Errorf("install the completion: %w", err)
		}
		a.say("Wrote %s.", path)
	}
	if rc != "" {
		if err := a.tellZsh(rc, filepath.Dir(path)); err != nil {
			return err
		}
	}
	if a.dry {
		a.sayDry()
		return nil
	}
	if shell == "bash" {
		a.say("It needs the package bash-completion. It works in the next shell you open.")
		return nil
	}
	a.say("It works in the next shell you open.")
	return nil
}

// tellZsh adds to .zshrc where completions are, once.
func (a *app) tellZsh(rc, dir string) error {
	old, err := os.ReadFile(rc)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("install the completion: %w", err)
	}
	if strings.Contains(string(old), zshMark) {
		return nil
	}
	if a.dry {
		a.say("Would add two lines to %s.", rc)
		return nil
	}
	lines := fmt.Sprintf("\n%s\nfpath=(%q $fpath); autoload -U compinit && compinit\n", zshMark, dir)
	f, err := os.OpenFile(rc, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err == nil {
		_, err = f.WriteString(lines)
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		return fmt.Errorf("install the completion: %w", err)
	}
	a.say("Added two lines to %s.", rc)
	return nil
}
