package screens

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"slices"
	"testing"

	"attache/news"
	"attache/templates"
)

// TestDocuments counts what is looked at: both letters and six pages in each language, each in its language.
func TestDocuments(t *testing.T) {
	set, err := templates.New(templates.Config{})
	if err != nil {
		t.Fatal(err)
	}
	all, err := documents(set)
	if err != nil {
		t.Fatal(err)
	}
	if want := len(news.Languages) * (len(set.Templates()) + 6); len(all) != want {
		t.Fatalf("%d documents, want %d", len(all), want)
	}
	for _, d := range all {
		lang := d.name[len(d.name)-2:]
		if !slices.Contains(news.Languages, lang) || !bytes.Contains(d.html, []byte(`<html lang="`+lang+`"`)) {
			t.Errorf("%s is not in its language", d.name)
		}
	}
}

// TestEncode puts pictures on a sheet and keeps few colours: the frequent ones as they are.
func TestEncode(t *testing.T) {
	picture := func(c color.RGBA, w, h int) image.Image {
		p := image.NewRGBA(image.Rect(0, 0, w, h))
		draw.Draw(p, p.Bounds(), image.NewUniform(c), image.Point{}, draw.Src)
		for x := range w { // one of each of many colours
			p.SetRGBA(x, 0, color.RGBA{uint8(x), uint8(2 * x), 99, 255})
		}
		return p
	}
	white, dark := color.RGBA{255, 255, 255, 255}, color.RGBA{0x15, 0x16, 0x17, 255}
	sheet := together([]image.Image{picture(white, 100, 50), picture(dark, 100, 70)}, image.Pt(1, 0))
	if got := sheet.Bounds().Size(); got != image.Pt(200+gap, 70) {
		t.Fatalf("the sheet is %v", got)
	}
	b, err := encode(sheet)
	if err != nil {
		t.Fatal(err)
	}
	back, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	p, ok := back.(*image.Paletted)
	if !ok || len(p.Palette) > colours || back.Bounds() != sheet.Bounds() {
		t.Fatalf("%T of %v", back, back.Bounds())
	}
	for at, want := range map[image.Point]color.RGBA{
		{5, 20}: white, {100 + gap + 5, 60}: dark, {103, 5}: grey, {5, 60}: grey,
	} {
		if got := color.RGBAModel.Convert(back.At(at.X, at.Y)); got != want {
			t.Errorf("%v is %v, want %v", at, got, want)
		}
	}
}
