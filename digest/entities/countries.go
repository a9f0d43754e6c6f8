package entities

import (
	"strings"
	"sync"
)

// CountryName returns the English name of a country by its code (ISO 3166 alpha-2, capitals), the code itself when
// there is none.
func CountryName(code string) string {
	if n, ok := englishNames()[code]; ok {
		return n
	}
	return code
}

var englishNames = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for _, table := range []string{countriesTable, namesTable} { // the second, CLDR's, wins where both have one
		eachRow(table, 4, func(col []string) {
			if col[1] == "en" && col[2] == "name" && !strings.Contains(col[0], ",") {
				m[col[0]], _, _ = strings.Cut(strings.TrimPrefix(col[3], "="), ";")
			}
		})
	}
	return m
})

// IsCountry reports whether a code (ISO 3166 alpha-2, capitals) is that of a country with a name.
func IsCountry(code string) bool {
	_, ok := englishNames()[code]
	return ok
}

// Organisations returns the usual short names of the organisations that texts are searched for, as mentions call them.
// The caller must not change the list.
func Organisations() []string { return listedOrganisations() }

var listedOrganisations = sync.OnceValue(func() (out []string) {
	eachRow(organisationsTable, 3, func(col []string) { out = append(out, col[0]) })
	return out
})
