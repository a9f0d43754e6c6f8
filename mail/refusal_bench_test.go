package mail

import "testing"

func BenchmarkClassify(b *testing.B) {
	for name, words := range map[string]string{
		"unknown": "5.1.1 <reader@example.org>: Recipient address rejected: User unknown in local recipient table",
		"relay":   "5.7.1 <reader@example.org>: Relay access denied",
		"bare":    "no",
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Classify(StepRcpt, 550, words)
			}
		})
		b.Run(name+"/new", func(b *testing.B) {
			for b.Loop() {
				answer{StepRcpt, "550", enhanced(words), plain(words)}.classify()
			}
		})
	}
}
