package screens

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
)

// drawings are the pictures that the samples name, by their paths: a logo, and a plain with a railway below a sky.
func drawings() map[string][]byte {
	sky, plain := color.RGBA{0xb9, 0xd3, 0xe6, 0xff}, color.RGBA{0xc8, 0xae, 0x7a, 0xff}
	rail := color.RGBA{0x55, 0x4a, 0x3d, 0xff}
	view := image.NewRGBA(image.Rect(0, 0, 576, 324))
	fill(view, view.Bounds(), sky)
	fill(view, image.Rect(0, 170, 576, 324), plain)
	for y := 170; y < 324; y++ {
		w := (y - 160) / 3
		fill(view, image.Rect(288-w-2, y, 288-w+2, y+1), rail)
		fill(view, image.Rect(288+w-2, y, 288+w+2, y+1), rail)
		if (324-y)%18 < 3 {
			fill(view, image.Rect(288-w-12, y, 288+w+12, y+1), rail)
		}
	}
	logo := image.NewRGBA(image.Rect(0, 0, 96, 96))
	fill(logo, logo.Bounds(), color.RGBA{0x00, 0x5a, 0x9c, 0xff})
	fill(logo, image.Rect(20, 20, 76, 30), color.White)
	fill(logo, image.Rect(43, 30, 53, 78), color.White)
	out := map[string][]byte{}
	for path, m := range map[string]image.Image{"pictures/5a3b.jpg": view, "logo.png": logo} {
		var b bytes.Buffer
		if err := png.Encode(&b, m); err == nil {
			out[path] = b.Bytes()
		}
	}
	return out
}

func fill(m draw.Image, r image.Rectangle, c color.Color) {
	draw.Draw(m, r, image.NewUniform(c), image.Point{}, draw.Src)
}
