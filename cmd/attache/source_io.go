package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/spf13/cobra"

	"attache/config"
	"attache/news"
	"attache/store"
)

func (a *app) sourceImport() *cobra.Command {
	var off, catalog bool
	c := &cobra.Command{
		Use:   "import FILE",
		Short: "Add or update sources from OPML or YAML",
		Long: `FILE is an OPML file of a feed reader, or YAML as export writes it; "-" is standard input.
Sources that are there already (by name or address) are updated, none is removed.
--catalogue imports the built-in catalogue instead.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if catalog {
				return arguments(0, 0)(cmd, args)
			}
			return arguments(1, 1)(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			var (
				sources []news.Source
				skipped []string
				err     error
			)
			if catalog {
				sources, err = catalogue()
			} else {
				sources, skipped, err = a.readSources(ctx, args[0])
			}
			if err != nil {
				return err
			}
			_, st, err := a.desk(ctx, create)
			if err != nil {
				return err
			}
			defer st.Close()
			done := a.waitFor("Importing %s", counted(len(sources), "source"))
			added, err := a.importSources(ctx, st, sources, off)
			done()
			if err != nil {
				return err
			}
			if a.json {
				return a.printJSON(map[string]any{
					"added": added, "updated": len(sources) - added, "skipped": skipped, "dry_run": a.dry,
				})
			}
			for _, s := range skipped {
				a.say("Left out %q: it has no address that can be polled.", s)
			}
			a.say("%s %sadded, %d %supdated.", counted(added, "source"), a.did("", "would be "), len(sources)-added,
				a.did("", "would be "))
			if a.dry {
				a.sayDry()
			}
			return nil
		},
	}
	c.Flags().BoolVar(&off, "disabled", false, "import them switched off")
	c.Flags().BoolVar(&catalog, "catalogue", false, "import the built-in catalogue")
	a.dryFlag(c, "only check the file, and count what would be added and updated")
	return c
}

// importSources adds or updates sources, all or none, and counts those added. One whose address is known keeps its
// name.
func (a *app) importSources(
	ctx context.Context, st *store.Store, sources []news.Source, off bool,
) (added int, err error) {
	known, err := st.Sources(ctx, false)
	if err != nil {
		return 0, err
	}
	byURL := map[string]string{}
	for _, s := range known {
		byURL[s.URL] = s.Name
	}
	todo := &store.Changes{}
	for i := range sources {
		s := &sources[i]
		if name, ok := byURL[s.URL]; ok {
			s.Name = name
		} else {
			added++
		}
		if off {
			s.Enabled = false
		}
		todo.Sources = append(todo.Sources, s)
	}
	if a.dry {
		return added, nil
	}
	return added, st.Apply(ctx, todo)
}

// readSources reads a file of sources, OPML or YAML told apart by content, and checks every one.
func (a *app) readSources(ctx context.Context, path string) (sources []news.Source, skipped []string, err error) {
	r, err := a.input(ctx, path)
	if err != nil {
		return nil, nil, err
	}
	defer r.Close()
	data, err := readAtMost(r, filepath.Base(path), maxOPML)
	if err != nil {
		return nil, nil, err
	}
	if head := bytes.Trim(data[:min(len(data), 64)], "\x00\xef\xbb\xbf\xff\xfe \t\r\n"); bytes.HasPrefix(head,
		[]byte("<")) {
		sources, skipped, err = readOPML(data)
		if errors.Is(err, errNoOPML) {
			err = &news.InvalidError{
				Message: fmt.Sprintf("%s is not OPML: %v.", path, err),
				Hint:    "export it again from your feed reader",
			}
		}
		return sources, skipped, err
	}
	desk, err := readDesk(filepath.Base(path), data)
	return desk.Sources, nil, err
}

// readDesk reads a desk document and checks everything in it. The error holds every mistake.
func readDesk(file string, data []byte) (news.Desk, error) {
	var desk news.Desk
	var mistakes config.Mistakes
	if err := config.Decode(file, data, &desk); err != nil && !errors.As(err, &mistakes) {
		return desk, err
	}
	wrong := map[string]bool{}
	for _, m := range mistakes {
		wrong[m.Field] = true
	}
	if len(mistakes) == 0 {
		// values are checked once the form is right: half-read ones would be blamed for what they are not
		mistakes = checkDesk(file, data, &desk)
		mistakes.Sort()
	}
	if len(mistakes) > 0 {
		return desk, mistakes
	}
	return desk, nil
}

// sourceFormats are the formats of source export; "" is YAML, and yml and xml are endings of files.
var sourceFormats = []string{"", "yaml", "opml", "yml", "xml"}

func (a *app) sourceExport() *cobra.Command {
	var format, out string
	var enabled bool
	c := &cobra.Command{
		Use: "export", Short: "Write all sources as YAML or OPML", Args: arguments(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if format == "" {
				format = strings.TrimPrefix(filepath.Ext(out), ".")
			}
			if !slices.Contains(sourceFormats, format) {
				return oneOf(format, sourceFormats[1:], fmt.Sprintf("%q is not a format of sources.", format))
			}
			if err := writable(out); err != nil {
				return err
			}
			_, st, err := a.desk(cmd.Context(), refuse)
			if err != nil {
				return err
			}
			defer st.Close()
			sources, err := st.Sources(cmd.Context(), enabled)
			if err != nil {
				return err
			}
			w, err := a.output(cmd.Context(), out)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, w.Close()) }()
			if format == "opml" || format == "xml" {
				return writeOPML(w, "attache", sources)
			}
			return writeDesk(w, news.Desk{Sources: sources})
		},
	}
	c.Flags().StringVar(&format, "format", "", "yaml or opml (default by the file's ending, else yaml)")
	c.Flags().StringVarP(&out, "out", "o", "", "file to write (default standard output)")
	c.Flags().BoolVar(&enabled, "enabled", false, "only those that are polled")
	return c
}

// writeDesk writes a desk document.
func writeDesk(w io.Writer, desk news.Desk) error {
	return yaml.NewEncoder(w, yaml.IndentSequence(true)).Encode(desk)
}

// printYAML writes one noun as YAML.
func (a *app) printYAML(v any) error {
	data, err := yaml.Marshal(v)
	if err != nil {
		return err
	}
	_, err = a.whole().Write(data)
	return err
}
