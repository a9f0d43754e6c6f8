package main

import (
	"context"
	"io"
	"log/slog"
	"sync"

	"attache/text"
)

// fence puts a writer before the two streams of a command that passes no control character to the terminal, nor a
// mark that turns the direction of writing (text.Flat), whatever a page, an error or a row stored long ago holds;
// documents in a pipe or a file keep those marks (text.Clean). raw is standard error as it is, for what draws on a
// terminal itself: the progress bar, the colours of the log, a person's editor.
func (a *app) fence() {
	out, errs := a.out, a.errs
	document := text.Writer(out)
	if a.outTerminal {
		document = text.FlatWriter(out)
	}
	var one sync.Mutex
	noticed := func(w io.Writer) io.Writer { return &noticing{w, &a.idle, &one} }
	a.raw, a.document = noticed(errs), noticed(document)
	a.out = noticed(&foldingWriter{to: text.FlatWriter(out), width: a.width})
	a.errs = noticed(&foldingWriter{to: text.FlatWriter(errs), width: func() int {
		if a.terminal {
			return a.columns()
		}
		return 0
	}})
}

// whole is standard output on which no line is folded: for tables, documents and scripts.
func (a *app) whole() io.Writer {
	if a.document == nil {
		return a.out
	}
	return a.document
}

// rawErrs is standard error without the fence.
func (a *app) rawErrs() io.Writer {
	if a.raw == nil {
		return a.errs
	}
	return a.raw
}

// hintKey is the key under which packages log what to do.
const hintKey = "hint"

// cleanLog takes control characters out of a log's messages and values before a handler formats and colours them.
type cleanLog struct {
	slog.Handler
	paste func(hint string) string // completes the commands in a hint
}

// Handle implements slog.Handler.
func (h cleanLog) Handle(ctx context.Context, r slog.Record) error {
	out := slog.NewRecord(r.Time, r.Level, text.Flat(r.Message), r.PC)
	r.Attrs(func(at slog.Attr) bool {
		if at.Key == hintKey && at.Value.Kind() == slog.KindString {
			at.Value = slog.StringValue(h.paste(at.Value.String()))
		}
		out.AddAttrs(cleanAttr(at))
		return true
	})
	return h.Handler.Handle(ctx, out)
}

// WithAttrs implements slog.Handler.
func (h cleanLog) WithAttrs(attrs []slog.Attr) slog.Handler {
	out := make([]slog.Attr, len(attrs))
	for i, at := range attrs {
		out[i] = cleanAttr(at)
	}
	return cleanLog{h.Handler.WithAttrs(out), h.paste}
}

// WithGroup implements slog.Handler.
func (h cleanLog) WithGroup(name string) slog.Handler {
	return cleanLog{h.Handler.WithGroup(text.Flat(name)), h.paste}
}

func cleanAttr(at slog.Attr) slog.Attr {
	key, v := text.Flat(at.Key), at.Value.Resolve()
	switch v.Kind() {
	case slog.KindString:
		return slog.String(key, text.Flat(v.String()))
	case slog.KindGroup:
		group := make([]slog.Attr, len(v.Group()))
		for i, g := range v.Group() {
			group[i] = cleanAttr(g)
		}
		return slog.Attr{Key: key, Value: slog.GroupValue(group...)}
	case slog.KindAny:
		if err, ok := v.Any().(error); ok && text.Flat(err.Error()) != err.Error() {
			return slog.String(key, text.Flat(err.Error()))
		}
	}
	return slog.Attr{Key: key, Value: v}
}
