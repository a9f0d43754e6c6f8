package picture

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"testing"
)

// drawn is a picture in a format; noise makes it hard to compress.
func drawn(t testing.TB, format string, w, h int, noise bool) []byte {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	r := rand.New(rand.NewPCG(1, 2))
	for y := range h {
		for x := range w {
			c := color.NRGBA{uint8(x), uint8(y), 120, 255}
			if noise {
				c = color.NRGBA{uint8(r.Uint32()), uint8(r.Uint32()), uint8(r.Uint32()), 255}
			}
			if x < w/4 {
				c.A = 0
			}
			m.SetNRGBA(x, y, c)
		}
	}
	var b bytes.Buffer
	var err error
	switch format {
	case "png":
		err = png.Encode(&b, m)
	case "gif":
		err = gif.Encode(&b, m, nil)
	default:
		err = jpeg.Encode(&b, m, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestMake(t *testing.T) {
	for _, c := range []struct {
		format     string
		w, h       int
		wide, tall int
	}{
		{"jpeg", 1600, 900, 1152, 648},
		{"png", 800, 600, 800, 600},
		{"gif", 640, 360, 640, 360},
		{"jpeg", 320, 480, 320, 480},
	} {
		p, err := Make(drawn(t, c.format, c.w, c.h, false))
		if err != nil || p.Width != c.wide || p.Height != c.tall {
			t.Errorf("%v: %d × %d, %v", c, p.Width, p.Height, err)
			continue
		}
		m, format, err := image.Decode(bytes.NewReader(p.JPEG))
		if err != nil || format != "jpeg" || m.Bounds().Dx() != c.wide {
			t.Errorf("%v: %s %v, %v", c, format, m.Bounds(), err)
		}
	}
	m, err := Make(drawn(t, "png", 400, 300, false))
	if err != nil {
		t.Fatal(err)
	}
	back, _, _ := image.Decode(bytes.NewReader(m.JPEG))
	if r, g, b, _ := back.At(20, 100).RGBA(); r>>8 < 245 || g>>8 < 245 || b>>8 < 245 {
		t.Errorf("what is transparent is %d %d %d, not white", r>>8, g>>8, b>>8)
	}
	if p, err := Make(drawn(t, "jpeg", 1152, 768, true)); err != nil || len(p.JPEG) > 3*mostMade {
		t.Errorf("noise: %d bytes, %v", len(p.JPEG), err)
	}
}

// bomb is a PNG that says it has so many pixels.
func bomb(w, h uint32) []byte {
	b := append([]byte("\x89PNG\r\n\x1a\n"), 0, 0, 0, 13)
	head := append([]byte("IHDR"), binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)...)
	head = append(head, 8, 6, 0, 0, 0)
	return binary.BigEndian.AppendUint32(append(b, head...), crc32.ChecksumIEEE(head))
}

func TestMakeRefuses(t *testing.T) {
	for what, file := range map[string][]byte{
		"nothing": nil, "a page": []byte("<!DOCTYPE html><p>no"), "an icon": drawn(t, "png", 64, 64, false),
		"a tower": drawn(t, "png", 400, 900, false), "a banner": drawn(t, "png", 728, 90, false),
		"a bomb": bomb(30_000, 30_000), "a wide bomb": bomb(1<<31-1, 1<<31-1),
		"a cut file":   drawn(t, "jpeg", 640, 480, true)[:9000],
		"a large file": make([]byte, MaxBody+1),
	} {
		if p, err := Make(file); err == nil {
			t.Errorf("%s: %d × %d", what, p.Width, p.Height)
		}
	}
}

func FuzzMake(f *testing.F) {
	f.Add(drawn(f, "png", 330, 330, false))
	f.Add(drawn(f, "jpeg", 330, 330, false))
	f.Add(bomb(400, 400))
	f.Fuzz(func(t *testing.T, file []byte) {
		if p, err := Make(file); err == nil && (p.Width > wide || len(p.JPEG) == 0) {
			t.Errorf("%d × %d, %d bytes", p.Width, p.Height, len(p.JPEG))
		}
	})
}
