package news

import (
	"fmt"
	"runtime/debug"
)

// Failure is an article that attache could not deal with by a fault of its own. It is left out and not tried again.
type Failure struct {
	ArticleID int64  `json:"article_id,omitempty"` // 0 = its page was not read
	URL       string `json:"url"`
	Outlet    string `json:"outlet"`
	Title     string `json:"title,omitempty"`
	Stage     string `json:"stage"` // one of the stages below
}

// The stages at which an article can fail.
const (
	StageRead      = "reading"
	StageJudge     = "judging"
	StageGroup     = "grouping"
	StageSummarise = "summarising"
	StageRender    = "rendering"
)

// Why returns a sentence for people on what happened to the article.
func (f *Failure) Why() string {
	return fmt.Sprintf("attache itself failed while %s it, which is a fault of the program: please report it. It is "+
		"left out and not tried again.", f.Stage)
}

// PanicError is a panic that Catch stopped.
type PanicError struct {
	Value any
	Stack string // of the goroutine that panicked, its first 8 KB
}

// Error is the message for people: that the program failed, and how.
func (e *PanicError) Error() string {
	return fmt.Sprintf("attache failed by a fault of its own (%v)", e.Value)
}

// Catch calls f and returns a *PanicError when f panics, else nil. It stands where one text or one source may be given
// up so that the rest goes on: around an article's reading and judging, around the grouping, around a story's summary
// and its place in a letter (docs/decisions/0022). A goroutine that f starts is not covered.
func Catch(f func()) (err error) {
	defer func() {
		if v := recover(); v != nil {
			stack := debug.Stack()
			err = &PanicError{v, string(stack[:min(len(stack), 8<<10)])}
		}
	}()
	f()
	return nil
}
