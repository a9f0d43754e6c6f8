package eval

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"attache/cmd/lab/internal/dataset"
)

// seedArticle is what the owner's own article must yield, each list without order.
type seedArticle struct {
	File                                       string
	Countries, Organisations, Leaders, Regions []string
}

func readSeed(data string) (seedArticle, error) {
	b, err := os.ReadFile(filepath.Join(data, "judgment", "entities_seed_article.json"))
	if err != nil {
		return seedArticle{}, err
	}
	var s seedArticle
	if err := json.Unmarshal(b, &s); err != nil {
		return s, fmt.Errorf("read what the seed article must yield: %w", err)
	}
	return s, nil
}

// seedMeasure asks whether the seed article yields exactly the countries, organisations, people and regions listed for
// it.
var seedMeasure = measure{
	name: "entities-seed", task: "entities",
	cases: func(data string) ([]any, error) {
		s, err := readSeed(data)
		if err != nil {
			return nil, err
		}
		b, err := os.ReadFile(filepath.Join(data, "..", s.File))
		if err != nil {
			return nil, err
		}
		return []any{textCase{ID: "seed", Lang: "en", Text: string(b)}}, nil
	},
	judge: func(_ context.Context, data, answers string) (string, error) {
		want, err := readSeed(data)
		if err != nil {
			return "", err
		}
		got, err := dataset.Read[struct{ Countries, Organisations, People, Regions []string }](answers)
		if err != nil {
			return "", err
		}
		said := ""
		for _, c := range []struct {
			what      string
			got, want []string
		}{
			{"countries", got[0].Countries, want.Countries},
			{"organisations", got[0].Organisations, want.Organisations},
			{"people", got[0].People, want.Leaders},
			{"regions", got[0].Regions, want.Regions},
		} {
			slices.Sort(c.got)
			slices.Sort(c.want)
			if !slices.Equal(c.got, c.want) {
				said += fmt.Sprintf("%s %v, want %v\n", c.what, c.got, c.want)
			}
		}
		if said == "" {
			said = "exact"
		}
		return said, nil
	},
	figure: func(said string) []figure { return []figure{{what: "seed article", ours: said}} },
}
