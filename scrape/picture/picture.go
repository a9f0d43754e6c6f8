// Package picture makes a small JPEG of a picture of the Web: bounded in bytes and pixels, without what the file holds
// besides the picture.
//
// It does no I/O, and it does not judge whether a picture may be shown. Read picture.go first: Make.
package picture

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	_ "image/gif" // formats that are read
	"image/jpeg"
	_ "image/png"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp"
)

// Bounds of pictures.
const (
	MaxBody   = 8 << 20    // bytes of a file that is read
	mostDots  = 16_000_000 // pixels of a file that is read: 64 MB when it is decoded, of 16 bits a colour twice that
	leastWide = 320        // pixels: a narrower one is a logo or a face
	mostTall  = 1.5        // height by width: a taller one fills a telephone
	leastTall = 0.25       // a flatter one is a banner
	wide      = 1152       // pixels of what is made: twice the letter's column, for sharp screens
	mostMade  = 150 << 10  // bytes of what is made, where a lower quality reaches that
)

// qualities are tried until the picture is small enough.
var qualities = []int{80, 70, 60, 45}

// Picture is what Make makes.
type Picture struct {
	JPEG          []byte
	Width, Height int
}

// errShape is the error of a picture that is no photograph of an event by its size or shape.
var errShape = errors.New("it is too small, too tall or too flat")

// Make reads a JPEG, PNG, GIF (its first frame) or WebP and returns it as a JPEG at most 1,152 pixels wide, on white
// where it is transparent.
func Make(file []byte) (Picture, error) {
	if len(file) > MaxBody {
		return Picture{}, fmt.Errorf("the file has %d bytes, more than %d", len(file), MaxBody)
	}
	size, _, err := image.DecodeConfig(bytes.NewReader(file))
	if err != nil {
		return Picture{}, fmt.Errorf("read the size of a picture: %w", err)
	}
	if size.Width < leastWide || float64(size.Height) > mostTall*float64(size.Width) ||
		float64(size.Height) < leastTall*float64(size.Width) {
		return Picture{}, errShape
	}
	if size.Width > mostDots/size.Height {
		return Picture{}, fmt.Errorf("it has %d × %d pixels, too many", size.Width, size.Height)
	}
	src, _, err := image.Decode(bytes.NewReader(file))
	if err != nil {
		return Picture{}, fmt.Errorf("read a picture: %w", err)
	}
	from := src.Bounds()
	w := min(from.Dx(), wide)
	h := max(1, from.Dy()*w/from.Dx())
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(out, out.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.CatmullRom.Scale(out, out.Bounds(), src, from, draw.Over, nil)
	var b bytes.Buffer
	for _, q := range qualities {
		b.Reset()
		if err := jpeg.Encode(&b, out, &jpeg.Options{Quality: q}); err != nil {
			return Picture{}, fmt.Errorf("write a picture: %w", err)
		}
		if b.Len() <= mostMade {
			break
		}
	}
	return Picture{JPEG: b.Bytes(), Width: w, Height: h}, nil
}
