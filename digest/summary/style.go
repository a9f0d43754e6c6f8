package summary

// style is what tells one house's articles from another's, whose summaries are longer or nearer the beginning.
type style struct {
	dated          bool    // begins with a place, a date or an agency
	apart          float64 // share of the sentences whose stop stands apart
	single, double float64 // quotations a sentence that begin with a mark of one stroke, and of two
}

// measure sums up the shares over all sentences.
func (s *style) measure(sentences []Sentence) {
	total := float64(max(1, len(sentences)))
	for i := range sentences {
		marks := &sentences[i].marks
		s.apart += float64(flag(marks.apart)) / total
		s.single += float64(marks.single) / total
		s.double += float64(marks.double) / total
	}
}

// features returns the features of a house's style: one row's part of Features and of Pool.Features.
func (s *style) features() []float32 {
	return []float32{flag(s.dated), float32(s.apart), float32(s.single), float32(s.double)}
}
