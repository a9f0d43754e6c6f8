package llm

import (
	"fmt"
	"sync"

	"attache/news"
)

// bytesToken is how many bytes of a request count as one token before the endpoint has said how many there were.
// Byte-pair vocabularies need a token for every 4 to 5 bytes of English and every 3 to 6 of Cyrillic or Arabic script;
// 3 is careful.
const bytesToken = 3

// purse is the budget of one run. What a question may cost at most is set aside before it is asked, so that questions
// asked at the same time cannot overspend together.
type purse struct {
	cfg Config

	mu    sync.Mutex
	aside map[string]usage // set aside for questions under way, by kind
	spent map[string]usage
	help  news.Help
	empty string // why no more is asked; "" = go on
	fails int    // questions in a row that got no answer
}

func (p *purse) cost(u usage) float64 {
	return (float64(u.In)*p.cfg.PriceIn + float64(u.Out)*p.cfg.PriceOut) / 1e6
}

func (u usage) plus(v usage) usage { return usage{In: u.In + v.In, Out: u.Out + v.Out} }

func total(m map[string]usage) (u usage) {
	for _, v := range m {
		u = u.plus(v)
	}
	return u
}

// adjudicateShare is how much of the budget, and of the time, judgements may use: they come first, and summaries matter
// more.
const adjudicateShare = 0.4

// take sets a question's most aside, or says why there is nothing left for it.
func (p *purse) take(kind string, u usage) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.empty != "" {
		return &trouble{what: p.empty}
	}
	all := total(p.spent).plus(total(p.aside)).plus(u)
	if why := p.over(all, 1); why != "" {
		return &trouble{what: why}
	}
	if kind == adjudicate && p.over(p.spent[adjudicate].plus(p.aside[adjudicate]).plus(u), adjudicateShare) != "" {
		return &trouble{what: fmt.Sprintf("judgements may use %.0f %% of the run's budget", 100*adjudicateShare)}
	}
	p.aside[kind] = p.aside[kind].plus(u)
	return nil
}

// over returns which bound a use would pass.
func (p *purse) over(u usage, share float64) string {
	if float64(u.In+u.Out) > share*float64(p.cfg.RunTokens) {
		return fmt.Sprintf("the run's budget of %d tokens is used up", p.cfg.RunTokens)
	}
	if p.cfg.RunCost > 0 && p.cost(u) > share*p.cfg.RunCost {
		return fmt.Sprintf("the run's budget of %g in money is used up", p.cfg.RunCost)
	}
	return ""
}

// pay replaces what was set aside by what was used.
func (p *purse) pay(kind string, aside, used usage) {
	p.mu.Lock()
	defer p.mu.Unlock()
	a := p.aside[kind]
	p.aside[kind] = usage{In: a.In - aside.In, Out: a.Out - aside.Out}
	p.spent[kind] = p.spent[kind].plus(used)
}

// patience is how many questions in a row may fail before the run does without the model.
const patience = 3

// note counts an answer or a failure, and gives up when it makes no sense to go on.
func (p *purse) note(cached bool, t *trouble) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if t == nil {
		p.help.Answers++
		if cached {
			p.help.Cached++
		} else {
			p.fails = 0
		}
		return
	}
	if !t.dead && !t.again { // this question's own fault
		return
	}
	if p.fails++; t.dead || p.fails >= patience {
		p.empty = t.what
	}
}

// spentSoFar is the account of the run.
func (p *purse) spentSoFar() news.Help {
	p.mu.Lock()
	defer p.mu.Unlock()
	h := p.help
	u := total(p.spent)
	h.Model, h.TokensIn, h.TokensOut, h.Cost = p.cfg.Model, u.In, u.Out, p.cost(u)
	return h
}
