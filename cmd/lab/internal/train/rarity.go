package train

import (
	"encoding/json"
	"fmt"
	"math"
	"path/filepath"

	"attache/cmd/lab/internal/dataset"
	"attache/digest"
)

// raritySources are the files whose words are counted: prose in all the languages of the datasets.
var raritySources = []string{
	"judgment/relevance.jsonl", "judgment/relevance_unlabelled.jsonl.gz", "summary/bbc-ext.jsonl.gz", "summary/cnndm-val.jsonl.gz",
	"summary/newsumm.jsonl.gz", "summary/rt-ru.jsonl.gz", "summary/xsum.jsonl.gz", "summary/tes-tr.jsonl", "summary/head-kzgov-ru.jsonl",
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
			for b := range digest.RarityTerms(r.Title + "\n" + r.Text) {
				df[r.Lang][b]++
			}
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("count the words of %s: %w", name, err)
		}
	}
	table := make([]byte, digest.RarityBuckets)
	for b := range table {
		share := 0.0
		for lang, n := range texts {
			if n >= 400 {
				share = max(share, df[lang][b]/n)
			}
		}
		table[b] = digest.RarityByte(max(share, 1/(2*math.Exp(10))))
	}
	return tables{"digest/rarity.bin": table}, nil
}
