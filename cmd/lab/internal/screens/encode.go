package screens

import (
	"bytes"
	"cmp"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"maps"
	"slices"
)

// colours is how many colours a picture keeps: the paper, the inks and the steps between them, in three modes.
const colours = 16

// grey is what lies between the pictures of a sheet.
var grey = color.RGBA{0x99, 0x99, 0x99, 0xff}

// encode is a PNG of the picture in its most frequent colours; others become the nearest of these.
func encode(picture image.Image) ([]byte, error) {
	bounds := picture.Bounds()
	count := map[color.RGBA]int{}
	at := func(x, y int) color.RGBA { return color.RGBAModel.Convert(picture.At(x, y)).(color.RGBA) }
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			count[at(x, y)]++
		}
	}
	all := slices.SortedFunc(maps.Keys(count), func(a, b color.RGBA) int {
		return cmp.Or(cmp.Compare(count[b]*weight(b), count[a]*weight(a)), cmp.Compare(number(a), number(b)))
	})
	var palette color.Palette
	for _, c := range all {
		if len(palette) < colours && apart(palette, c) {
			palette = append(palette, c)
		}
	}
	nearest := map[color.RGBA]uint8{}
	for c := range count {
		nearest[c] = uint8(palette.Index(c)) //nolint:gosec // at most colours
	}
	out := image.NewPaletted(bounds, palette)
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			out.SetColorIndex(x, y, nearest[at(x, y)])
		}
	}
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, out); err != nil {
		return nil, fmt.Errorf("encode a picture: %w", err)
	}
	return b.Bytes(), nil
}

// weight counts a colour more than a grey: the eye finds it, and few letters and bars have it.
func weight(c color.RGBA) int {
	return 1 + int(max(c.R, c.G, c.B)-min(c.R, c.G, c.B))/4
}

func number(c color.RGBA) int { return int(c.R)<<16 | int(c.G)<<8 | int(c.B) }

// apart reports whether a colour differs from all of a palette by an eye's measure.
func apart(palette color.Palette, c color.RGBA) bool {
	for _, p := range palette {
		q := p.(color.RGBA)
		d := func(a, b uint8) int { return max(int(a)-int(b), int(b)-int(a)) }
		if d(c.R, q.R)+d(c.G, q.G)+d(c.B, q.B) < 40 {
			return false
		}
	}
	return true
}
