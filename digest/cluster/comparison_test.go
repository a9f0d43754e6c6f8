package cluster

import (
	"testing"

	"attache/digest/entities"
)

// TestCompare tells an event in two languages from what only shares its countries, group by group and either way round.
func TestCompare(t *testing.T) {
	var groups [][]Item
	for _, told := range [][][3]string{
		{
			{
				"en", "Earthquake in Iran destroys a village, rescuers search for survivors",
				"Doctors said that at least twelve people died when the houses collapsed at night. The government " +
					"sent soldiers and medicine.",
			},
			{
				"en", "Twelve dead after an earthquake in Iran",
				"Rescuers search the collapsed houses for survivors, doctors said.",
			},
		},
		{{
			"ru", "Землетрясение в Иране разрушило деревню, спасатели ищут выживших",
			"По словам врачей, не менее двенадцати человек погибли, когда ночью обрушились дома. Правительство " +
				"направило солдат и лекарства.",
		}},
		{{
			"ru", "Сборная Ирана обыграла Турцию и вышла в финал",
			"Решающий гол капитан команды забил на последней минуте матча.",
		}},
	} {
		var items []Item
		for _, d := range told {
			m := entities.Find(d[0], d[1], d[2])
			items = append(items, Item{Lang: d[0], Title: d[1], Text: d[2], Marks: ids(m.Countries)})
		}
		groups = append(groups, items)
	}
	c := Embedded().Compare(nil, groups)
	same, other := c.Odds(0, 1), c.Odds(0, 2)
	if same < 2 || other > 0 {
		t.Errorf("the odds of one event are %.2f, of two %.2f", same, other)
	}
	if back := c.Odds(1, 0); back != same {
		t.Errorf("the odds are %v one way, %v the other", same, back)
	}
	for i, g := range Embedded().Compare(func() bool { return true }, groups).groups {
		if g.n != 0 {
			t.Errorf("group %d was read after the comparison was stopped", i)
		}
	}
}
