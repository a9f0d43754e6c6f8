package train

import (
	"encoding/json"
	"fmt"
	"iter"
	"math"
	"path/filepath"

	"attache/cmd/lab/internal/dataset"
	"attache/text"
)

// raritySources are the files whose words are counted: prose in all the languages of the datasets.
var raritySources = []string{
	"judgment/relevance.jsonl", "judgment/relevance_unlabelled.jsonl.gz", "summary/bbc-ext.jsonl.gz",
	"summary/cnndm-val.jsonl.gz",
	"summary/newsumm.jsonl.gz", "summary/rt-ru.jsonl.gz", "summary/xsum.jsonl.gz", "summary/tes-tr.jsonl",
	"summary/head-kzgov-ru.jsonl",
}

// trainRarity counts in how many texts of each language each stem stands: for each bucket of
// digest.RarityBuckets the share of texts in the language that uses it most, as digest.Rarity reads it.
func trainRarity(j *job) (tables, error) {
	texts := map[string]float64{}
	df := map[string]map[int]float64{}
	for _, name := range raritySources {
		err := dataset.EachLine(filepath.Join(j.data, name), func(line []byte) error {
			var r struct{ Lang, Title, Text string }
			if err := json.Unmarshal(line, &r); err != nil {
				return err
			}
			texts[r.Lang]++
			if df[r.Lang] == nil {
				df[r.Lang] = map[int]float64{}
			}
			for b := range rarityTerms(r.Title + "\n" + r.Text) {
				df[r.Lang][b]++
			}
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("count the words of %s: %w", name, err)
		}
	}
	table := make([]byte, text.RarityBuckets)
	for b := range table {
		share := 0.0
		for lang, n := range texts {
			if n >= 400 {
				share = max(share, df[lang][b]/n)
			}
		}
		table[b] = rarityByte(max(share, 1/(2*math.Exp(10))))
	}
	return tables{"text/rarity.bin": table}, nil
}

// rarityByte puts the share of texts that hold a word into a byte of the table.
func rarityByte(share float64) byte {
	return byte(math.Round(255 * min(1, max(0, -math.Log(share)/text.RarityTop))))
}

// rarityTerms returns the buckets of the words of s, each once.
func rarityTerms(s string) iter.Seq[int] {
	return func(yield func(int) bool) {
		seen := map[int]bool{}
		for _, w := range text.Words(s) {
			if b := text.RarityBucket(text.Hash(text.StemAny(w))); !seen[b] {
				seen[b] = true
				if !yield(b) {
					return
				}
			}
		}
	}
}
