package summary

// style is what tells one house's articles from another's, whose summaries are longer or nearer the beginning.
type style struct {
	dated          bool    // begins with a place, a date or an agency
	apart          float64 // share of the sentences whose stop stands apart
	single, double float64 // quotations a sentence that begin with a mark of one stroke, and of two
}

// see reckons the shares of all sentences.
func (s *style) see(sentences []Sentence) {
	n := float64(max(1, len(sentences)))
	for i := range sentences {
		m := &sentences[i].marks
		s.apart += float64(flag(m.apart)) / n
		s.single += float64(m.single) / n
		s.double += float64(m.double) / n
	}
}

func (s *style) features() []float32 {
	return []float32{flag(s.dated), float32(s.apart), float32(s.single), float32(s.double)}
}
