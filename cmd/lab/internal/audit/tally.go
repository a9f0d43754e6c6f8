package audit

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"text/tabwriter"
)

// tallied counts the marks of a form.
type tallied struct {
	judged, wrong  map[string]int // by column
	stories, clean int            // of stories that a reader marked
	dropped, kept  int            // of dropped pieces that were marked; kept = should have been
}

// tallyCommand prints the table of a filled form.
func tallyCommand(args []string, out io.Writer) error {
	if len(args) != 1 {
		return errors.New("usage: lab audit tally FORM.csv")
	}
	f, err := os.Open(args[0])
	if err != nil {
		return err
	}
	defer f.Close()
	t, err := tally(f)
	if err != nil {
		return fmt.Errorf("%s: %w", args[0], err)
	}
	return t.write(out)
}

// tally reads a filled form. An unknown mark is an error that names its line.
func tally(in io.Reader) (*tallied, error) {
	r := csv.NewReader(in)
	head, err := r.Read()
	if err != nil {
		return nil, err
	}
	at := map[string]int{}
	for n, name := range head {
		at[name] = n
	}
	for _, name := range append([]string{"kind", keep}, columns...) {
		if _, ok := at[name]; !ok {
			return nil, fmt.Errorf("the form has no column %q", name)
		}
	}
	t := &tallied{judged: map[string]int{}, wrong: map[string]int{}}
	for {
		line, err := r.Read()
		if errors.Is(err, io.EOF) {
			return t, nil
		}
		if err != nil {
			return nil, err
		}
		marked := columns
		if line[at["kind"]] == "dropped" {
			marked = []string{keep}
		}
		judged, wrong := 0, 0
		for _, name := range marked {
			switch mark := line[at[name]]; mark {
			case "0":
				judged, wrong = judged+1, wrong+1
				t.wrong[name]++
				t.judged[name]++
			case "1":
				judged++
				t.judged[name]++
			case "", "~":
			default:
				n, _ := r.FieldPos(at[name])
				return nil, fmt.Errorf("line %d: %q is no mark of %s: 1, 0, ~ or nothing", n, mark, name)
			}
		}
		switch {
		case judged == 0:
		case line[at["kind"]] == "dropped":
			t.dropped++
			t.kept += wrong
		default:
			t.stories++
			if wrong == 0 {
				t.clean++
			}
		}
	}
}

// write prints the classes, the costliest first.
func (t *tallied) write(out io.Writer) error {
	tw := tabwriter.NewWriter(out, 2, 8, 2, ' ', 0)
	low, high := interval(t.clean, t.stories)
	fmt.Fprintf(tw, "stories without a fault\t%d of %d\t%s\t95 %%: %.0f–%.0f %%\n", t.clean, t.stories,
		share(t.clean, t.stories), 100*low, 100*high)
	low, high = interval(t.kept, t.dropped)
	fmt.Fprintf(tw, "wrongly dropped\t%d of %d\t%s\t95 %%: %.0f–%.0f %%\n", t.kept, t.dropped,
		share(t.kept, t.dropped), 100*low, 100*high)
	fmt.Fprintln(tw, "class\twrong of judged\tshare\t")
	by := slices.Clone(columns)
	slices.SortStableFunc(by, func(a, b string) int { return t.wrong[b] - t.wrong[a] })
	for _, name := range by {
		fmt.Fprintf(tw, "%s\t%d of %d\t%s\t\n", name, t.wrong[name], t.judged[name],
			share(t.wrong[name], t.judged[name]))
	}
	return tw.Flush()
}

func share(k, n int) string {
	if n == 0 {
		return "–"
	}
	return fmt.Sprintf("%.0f %%", 100*float64(k)/float64(n))
}

// interval is Wilson's of a share at 95 % (Wilson 1927).
func interval(k, n int) (low, high float64) {
	if n == 0 {
		return 0, 1
	}
	const z = 1.959964 // standard normal quantile of .975: an interval of 95 %
	p, m := float64(k)/float64(n), float64(n)
	middle := (p + z*z/(2*m)) / (1 + z*z/m)
	half := z / (1 + z*z/m) * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	return max(0, middle-half), min(1, middle+half)
}
