package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"attache/mail/dkim"
	"attache/news"
)

// dkimCommand makes keys that sign letters.
func (a *app) dkimCommand() *cobra.Command {
	c := &cobra.Command{Use: "dkim", Short: "Keys that sign letters (DKIM)", Args: arguments(0, 0)}
	c.AddCommand(a.dkimNewCommand())
	return c
}

// dkimMade is one key that was made.
type dkimMade struct {
	Kind     string `json:"kind"`
	Selector string `json:"selector"`
	File     string `json:"file"`
	Name     string `json:"name"`   // of the DNS record
	Type     string `json:"type"`   // TXT
	Record   string `json:"record"` // its text
}

func (a *app) dkimNewCommand() *cobra.Command {
	var selector, folder string
	c := &cobra.Command{
		Use:   "new <domain>",
		Short: "Make keys for a domain; print records and settings",
		Long: `Makes two keys that sign the letters of a domain, RSA of 2048 bits, which everybody verifies,
and Ed25519 beside it, and prints the DNS records to paste and the settings that use them. The
private keys become files that only you can read. Nothing signs before the settings name them:
put the records into the DNS first, and look with attache doctor.
For new keys later choose another selector, so that letters under way still verify.`,
		Example: "  attache dkim new example.org\n  attache dkim new example.org --selector b --out /etc/attache",
		Args:    arguments(1, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			return a.dkimNew(strings.ToLower(args[0]), or(selector, "attache"+a.utc().Format("2006")), folder)
		},
	}
	c.Flags().StringVar(&selector, "selector", "", "beginning of the keys' names (default: attache and the year)")
	c.Flags().StringVarP(&folder, "out", "o", ".", "folder for the private keys")
	return c
}

func (a *app) dkimNew(domain, selector, folder string) error {
	if err := dkim.Check(domain, selector); err != nil {
		return err
	}
	var made []dkimMade
	for _, kind := range []string{dkim.RSA, dkim.Ed25519} {
		k, err := dkim.New(kind)
		if err != nil {
			return err
		}
		k.Domain, k.Selector = domain, selector+"-"+kind
		private, err := k.PEM()
		if err != nil {
			return err
		}
		record, err := k.Record()
		if err != nil {
			return err
		}
		path, err := filepath.Abs(filepath.Join(folder, k.Selector+"."+domain+".pem"))
		if err != nil {
			return err
		}
		if _, err := os.Lstat(path); err == nil {
			return &news.InvalidError{
				Message: path + " is there already: letters may be signed by it.",
				Hint:    news.Command("attache", "dkim", "new", domain, "--selector", selector+"b"),
			}
		}
		made = append(made, dkimMade{kind, k.Selector, path, k.Name(), "TXT", record})
		if a.dry {
			continue
		}
		f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return fmt.Errorf("write the key %s: %w", k.Selector, err)
		}
		_, err = f.Write(private)
		if end := f.Close(); err == nil {
			err = end
		}
		if err != nil {
			return fmt.Errorf("write the key %s: %w", k.Selector, err)
		}
	}
	if a.json {
		return a.printJSON(made)
	}
	a.say("Put these records into the DNS (TXT):\n")
	for _, m := range made {
		a.say("%s. IN TXT %s\n", m.Name, quoted(m.Record))
	}
	a.say("Then these lines into the settings (attache.yaml), and look with attache doctor:\n\nmail:\n  dkim:")
	for _, m := range made {
		a.say("    - domain: %s\n      selector: %s\n      key: %s", domain, m.Selector, m.File)
	}
	return nil
}

// quoted writes the text of a TXT record as zone files have it: in strings of at most 255 bytes.
func quoted(text string) string {
	const most = 255
	var parts []string
	for len(text) > most {
		parts, text = append(parts, `"`+text[:most]+`"`), text[most:]
	}
	return strings.Join(append(parts, `"`+text+`"`), " ")
}
