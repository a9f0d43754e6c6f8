package main

import (
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/lmittmann/tint"

	"attache/config"
	"attache/digest"
	"attache/file"
	"attache/llm"
	"attache/mail"
	"attache/news"
	"attache/scrape"
	"attache/store"
	"attache/templates"
	"attache/web"
	"attache/web/api"
	"attache/web/desk"
	"attache/worker"
)

// Settings are an installation's: one section for each package, each the package's own Config. Sources, digests and
// subscribers are not settings; they live in the database (`attache apply`).
type Settings struct {
	Database store.Config `yaml:"database"` // Where everything is kept.
	// How outlets are read, and how politely. Set contact: outlets see it.
	Scrape scrape.Config `yaml:"scrape"`
	Digest digest.Config `yaml:"digest"` // How pieces are grouped, summarised and ordered.
	// A language model that helps, if you want one. Without url there is none, and nothing else is missing.
	LLM       llm.Config       `yaml:"llm"`
	Templates templates.Config `yaml:"templates"` // Letters and pages of your own.
	// From whom and through which server letters go. Without a host they become files in the outbox.
	Mail mail.Config `yaml:"mail"`
	// Bounds of the work: how much at a time, how long, how often again.
	Worker worker.Config      `yaml:"worker"`
	Alarm  worker.AlarmConfig `yaml:"alarm"` // Who is told when an issue does not come.
	// The pages that readers see. Set url: without it the links in letters, unsubscribing among them, open only on this
	// machine.
	Web  web.Config  `yaml:"web"`
	Desk desk.Config `yaml:"desk"` // The pages on which people work: web.url/desk.
	API  api.Config  `yaml:"api"`  // What programs ask by tokens: web.url/api/v1. Without the desk there is none.
	Log  LogConfig   `yaml:"log"`  // What is logged, to standard error.
}

// LogConfig says what is logged, to standard error.
type LogConfig struct {
	Level  string `yaml:"level"`  // debug, info, warn or error; "" = info for serve and with -v, warn otherwise
	Format string `yaml:"format"` // text or json; "" = text
}

// Validate reports the first mistake as an *news.InvalidError.
func (c LogConfig) Validate() error {
	switch strings.ToLower(c.Level) {
	case "", "debug", "info", "warn", "error":
	default:
		return news.Invalid("level", "%q is not a level: use debug, info, warn or error.", c.Level)
	}
	switch c.Format {
	case "", "text", "json":
		return nil
	default:
		return news.Invalid("format", "%q is not a format: use text or json.", c.Format)
	}
}

// sections are the packages' configs beside the names of their sections.
func (s *Settings) sections() []struct {
	name string
	part interface{ Validate() error }
} {
	return []struct {
		name string
		part interface{ Validate() error }
	}{
		{"database", s.Database},
		{"scrape", s.Scrape},
		{"digest", &s.Digest},
		{"llm", s.LLM},
		{"mail", s.Mail},
		{"worker", s.Worker},
		{"alarm", s.Alarm},
		{"web", s.Web},
		{"desk", s.Desk},
		{"api", s.API},
		{"log", s.Log},
	}
}

// WithDefaults replaces zero values by their meaning, where that is one value: what applies when nothing is set.
func (s Settings) WithDefaults() Settings {
	s.Database, s.Scrape, s.Digest = s.Database.WithDefaults(), s.Scrape.WithDefaults(), s.Digest.WithDefaults()
	s.LLM, s.Mail, s.Worker = s.LLM.WithDefaults(), s.Mail.WithDefaults(), s.Worker.WithDefaults()
	s.Alarm, s.Web, s.Desk = s.Alarm.WithDefaults(), s.Web.WithDefaults(), s.Desk.WithDefaults()
	s.API = s.API.WithDefaults()
	if s.Log.Format == "" {
		s.Log.Format = "text"
	}
	return s
}

// systemConfig is where a packaged installation keeps its settings.
const systemConfig = "/etc/attache/attache.yaml"

// configFile finds the settings file: -c, ATTACHE_CONFIG, ./attache.yaml, /etc/attache/attache.yaml; "" when there is
// none.
func (a *app) configFile() string {
	if a.configPath != "" {
		return a.configPath
	}
	if path := a.getenv(config.Prefix + "CONFIG"); path != "" {
		return path
	}
	for _, path := range []string{"attache.yaml", systemConfig} {
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	return ""
}

// settings reads and checks all settings. The error holds every mistake, those of the file's form and those of its
// values.
func (a *app) settings() (Settings, error) {
	var s Settings
	path := a.configFile()
	err := config.Load(path, a.environ, &s)
	var mistakes config.Mistakes
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return s, withCode(withHint(notThere(fs.ErrNotExist, "There is no settings file %s.", path), "attache init"),
			codeNoSettings)
	case err != nil && !errors.As(err, &mistakes):
		return s, err
	}
	var data []byte
	name := "settings"
	if path != "" {
		name = filepath.Base(path)
		if data, err = file.Read(path, config.MaxDocument); err != nil {
			return s, err
		}
	}
	lines := config.LinesOf(data)
	wrong := map[string]bool{} // fields already complained about: their values are not the person's
	for _, m := range mistakes {
		wrong[m.Field] = true
	}
	for n, sec := range s.sections() {
		if err := sec.part.Validate(); err != nil {
			if m := mistake(name, lines, sec.name, err); !wrong[m.Field] {
				mistakes = append(mistakes, a.blame(m, path, n, err))
			}
		}
	}
	if len(mistakes) > 0 {
		mistakes.Sort()
		return s, withCode(mistakes, codeInvalidSettings)
	}
	s.Database.ReadOnly = a.dry
	s.Scrape.Version, s.Web.Version = versionText(), versionText()
	s.Worker.MaxText, s.Digest.MaxText = s.Scrape.MaxText, s.Scrape.MaxText
	return s, nil
}

// blame names the environment variable that a section is wrong by, if one is to blame, in place of the line of the
// file: the one that sets the field, or else one without which the section is right, or wrong in another way.
func (a *app) blame(m config.Mistake, path string, section int, wrong error) config.Mistake {
	if name := config.Variable(a.environ, m.Field); name != "" {
		m.File, m.Line = name, 0
		return m
	}
	var s Settings
	prefix := config.Prefix + strings.ToUpper(s.sections()[section].name) + "__"
	for at, entry := range a.environ {
		name, _, _ := strings.Cut(entry, "=")
		if !strings.HasPrefix(strings.ToUpper(name), prefix) {
			continue
		}
		var without Settings
		if err := config.Load(path, slices.Delete(slices.Clone(a.environ), at, at+1), &without); err != nil &&
			!errors.As(err, new(config.Mistakes)) {
			return m
		}
		if err := without.sections()[section].part.Validate(); err == nil || err.Error() != wrong.Error() {
			m.File, m.Line = name, 0
			return m
		}
	}
	return m
}

// logger makes the program's log on standard error.
func (a *app) logger(c LogConfig, usual slog.Level) *slog.Logger {
	level := usual
	if a.verbose {
		level = min(level, slog.LevelInfo)
	}
	if c.Level != "" {
		if err := level.UnmarshalText([]byte(c.Level)); err != nil { // Validate has refused it already
			level = usual
		}
	}
	if c.Format == "json" || c.Format == "" && a.json { // with --json all of standard error is JSON
		return slog.New(cleanLog{slog.NewJSONHandler(a.rawErrs(), &slog.HandlerOptions{Level: level}), a.paste})
	}
	return slog.New(cleanLog{tint.NewTextHandler(a.rawErrs(), &tint.Options{
		Level: level, NoColor: !a.terminal,
		TimeFormat: time.DateTime,
	}), a.paste})
}
