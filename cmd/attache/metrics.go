package main

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"attache/news"
)

// metrics tell an operator's monitoring what the program does. They are asked of the database when they are read, so
// that any process serving pages can answer; only the count of deliveries is of this process.
type metrics struct {
	program    *program
	sources    *prometheus.Desc
	lastIssue  *prometheus.Desc
	up         *prometheus.Desc
	deliveries *prometheus.CounterVec
}

// metricsLimit bounds one reading of the database.
const metricsLimit = 5 * time.Second

func newMetrics(p *program) *metrics {
	return &metrics{
		program: p,
		sources: prometheus.NewDesc("attache_sources", "Enabled sources by the state of their last poll.",
			[]string{"state"}, nil),
		up: prometheus.NewDesc("attache_store_up", "1 when the database answered this reading, else 0.", nil,
			nil),
		lastIssue: prometheus.NewDesc("attache_last_issue_timestamp_seconds",
			"When a digest's newest issue was composed, whatever became of it.", []string{"digest"}, nil),
		deliveries: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "attache_deliveries_total", Help: "Deliveries that this process recorded, by the state they got.",
		}, []string{"state"}),
	}
}

// record counts outcomes as the ledger takes them; it is worker.Pipeline.Recorded.
func (m *metrics) record(ds []news.Delivery) {
	for _, d := range ds {
		m.deliveries.WithLabelValues(string(d.State)).Inc()
	}
}

// Describe implements prometheus.Collector.
func (m *metrics) Describe(ch chan<- *prometheus.Desc) {
	ch <- m.sources
	ch <- m.lastIssue
	ch <- m.up
	m.deliveries.Describe(ch)
}

// Collect implements prometheus.Collector.
func (m *metrics) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), metricsLimit)
	defer cancel()
	up := 1.0
	if err := m.fromStore(ctx, ch); err != nil {
		m.program.log.Warn("metrics could not be read", "error", err)
		up = 0
	}
	ch <- prometheus.MustNewConstMetric(m.up, prometheus.GaugeValue, up)
	m.deliveries.Collect(ch)
}

func (m *metrics) fromStore(ctx context.Context, ch chan<- prometheus.Metric) error {
	standings, err := m.program.store.Standings(ctx)
	if err != nil {
		return err
	}
	states := map[news.PollState]float64{}
	for _, s := range standings {
		if s.Source.Enabled {
			states[s.Last.State]++
		}
	}
	for state, n := range states {
		ch <- prometheus.MustNewConstMetric(m.sources, prometheus.GaugeValue, n, string(state))
	}
	digests, err := m.program.store.Digests(ctx, true)
	if err != nil {
		return err
	}
	for _, d := range digests {
		issues, err := m.program.store.Issues(ctx, d.Name, 1)
		if err != nil {
			return err
		}
		for _, i := range issues {
			ch <- prometheus.MustNewConstMetric(m.lastIssue, prometheus.GaugeValue, float64(i.Created.Unix()), d.Name)
		}
	}
	return nil
}
