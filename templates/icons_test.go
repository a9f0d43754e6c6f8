package templates

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

// rectangle is a part of a picture: place and size in pixels, and the colour's number in iconColours.
type rectangle struct {
	x, y, w, h int
	colour     uint8
}

// iconColours are those of the pages: paper, accent, ink, faint.
var iconColours = color.Palette{
	color.RGBA{0xff, 0xff, 0xff, 0xff},
	color.RGBA{0x99, 0x22, 0x22, 0xff},
	color.RGBA{0x22, 0x22, 0x22, 0xff},
	color.RGBA{0xbb, 0xbb, 0xbb, 0xff},
}

// TestIcons draws the pictures of the pages, which are rectangles, and compares them with the files. A folder of
// templates of one's own may hold others of the same names.
func TestIcons(t *testing.T) {
	for name, p := range map[string]struct {
		w, h  int
		parts []rectangle
	}{
		"icon.png": {180, 180, []rectangle{ // as icon.svg
			{0, 0, 180, 180, 1},
			{34, 34, 112, 17, 0},
			{34, 62, 112, 6, 0},
			{34, 84, 112, 11, 0},
			{34, 107, 112, 11, 0},
			{34, 129, 67, 11, 0},
		}},
		"card.png": {1200, 630, []rectangle{ // a masthead, a lead, its text: what a link to an issue leads to
			{0, 0, 1200, 24, 1},
			{120, 130, 960, 70, 2},
			{120, 232, 960, 3, 2},
			{120, 241, 960, 3, 2},
			{120, 292, 220, 14, 1},
			{120, 328, 820, 36, 2},
			{120, 404, 960, 14, 3},
			{120, 436, 960, 14, 3},
			{120, 468, 960, 14, 3},
			{120, 500, 540, 14, 3},
		}},
	} {
		img := image.NewPaletted(image.Rect(0, 0, p.w, p.h), iconColours)
		for _, r := range p.parts {
			draw.Draw(img, image.Rect(r.x, r.y, r.x+r.w, r.y+r.h), image.NewUniform(iconColours[r.colour]), image.Point{},
				draw.Src)
		}
		var b bytes.Buffer
		if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, img); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join("web", name)
		if *update {
			if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		got, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		kept, err := png.Decode(bytes.NewReader(got)) // not the bytes: compressors of other versions differ
		if err != nil {
			t.Fatal(err)
		}
		same := kept.Bounds() == img.Bounds()
		for y := 0; same && y < p.h; y++ {
			for x := 0; same && x < p.w; x++ {
				same = color.RGBAModel.Convert(kept.At(x, y)) == color.RGBAModel.Convert(img.At(x, y))
			}
		}
		if !same {
			t.Errorf("%s is not what is drawn here; look at it, then run: go test ./templates -update", path)
		}
		if len(got) > 8<<10 {
			t.Errorf("%s has %d bytes", path, len(got))
		}
	}
}

// TestPlainStyleFirst holds the style sheet to telephones that know no custom property, no clamp, no light-dark: a
// declaration that uses one follows a plain declaration of the same property, or a part of it, in the same rule.
func TestPlainStyleFirst(t *testing.T) {
	for _, flaw := range unplain(string(builtinSet(t).File("style.css"))) {
		t.Error(flaw)
	}
	for css, want := range map[string]int{
		"a { color: var(--ink); }":                                    1,
		"a { color: #222; color: var(--ink); }":                       0,
		"a { border-top: 1px solid #222; border-color: var(--ink); }": 0,
		"a { font-size: clamp(1px, 2vw, 3px); }":                      1,
		"a { color: light-dark(#222, #eee); }":                        1,
		"a { color: #222 } b { color: var(--ink) }":                   1,
		"@layer base { a { color: #222 } }":                           1,
	} {
		if got := unplain(css); len(got) != want {
			t.Errorf("%s: %q, want %d flaws", css, got, want)
		}
	}
}
