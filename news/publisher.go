package news

// Publisher is who stands behind a digest, and what its letters show of that. Its zero value shows nothing.
type Publisher struct {
	// bare address that the digest's letters come from, so that mailbox providers tell it from other digests; "" =
	// mail.from
	From string `json:"from,omitempty" yaml:"from,omitempty"`
	// https address of a picture above the title, at most 48 px high; "" = none
	Logo string `json:"logo,omitempty" yaml:"logo,omitempty"`
	// what stands in its place where pictures are off; "" = the digest's title
	LogoText string `json:"logo_text,omitempty" yaml:"logo_text,omitempty"`
	// colour of marks and bars, as #rrggbb, at least 4.5 to 1 on white; "" = #992222
	Accent string `json:"accent,omitempty" yaml:"accent,omitempty"`
	// last line below the stories, such as "Press desk, +7 717 000000"
	Signature string `json:"signature,omitempty" yaml:"signature,omitempty"`
	// a sentence of the foot by language of the letter: en, ru, kk, tr
	Footer map[string]string `json:"footer,omitempty" yaml:"footer,omitempty"`
	// postal address in one line, which laws on bulk mail ask for; "none" = there is none, and check does not warn
	Address string `json:"address,omitempty" yaml:"address,omitempty"`
	Imprint string `json:"imprint,omitempty" yaml:"imprint,omitempty"` // address of the imprint's page
	Privacy string `json:"privacy,omitempty" yaml:"privacy,omitempty"` // address of the privacy page
}

// NoAddress is a Publisher's address when there is none and nobody is to be warned.
const NoAddress = "none"
