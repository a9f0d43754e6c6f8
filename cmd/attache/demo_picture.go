package main

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"sync"
)

// demoPicture is the picture that the sample outlets publish with their articles, a PNG of 1,200 × 675 pixels: a
// railway on a plain, drawn here, so that nobody's rights are in it.
var demoPicture = sync.OnceValue(func() []byte {
	const wide, high, horizon = 1200, 675, 350
	m := image.NewRGBA(image.Rect(0, 0, wide, high))
	fill := func(r image.Rectangle, c color.RGBA) { draw.Draw(m, r, image.NewUniform(c), image.Point{}, draw.Src) }
	for y := range high { // a sky that pales towards the horizon, a plain that darkens from it
		c := color.RGBA{uint8(120 + y/5), uint8(165 + y/8), uint8(205 + y/12), 255}
		if y >= horizon {
			d := (y - horizon) / 6
			c = color.RGBA{uint8(205 - d), uint8(178 - d), uint8(125 - d), 255}
		}
		fill(image.Rect(0, y, wide, y+1), c)
	}
	hill := color.RGBA{140, 140, 150, 255}
	for x := range wide {
		rise := max(0, 60-abs(x-260)/4) + max(0, 40-abs(x-900)/7)
		fill(image.Rect(x, horizon-rise, x+1, horizon), hill)
	}
	rail, tie := color.RGBA{70, 62, 55, 255}, color.RGBA{110, 92, 70, 255}
	for y := horizon; y < high; y++ {
		w := 2 + (y-horizon)*2/5
		if t := (y - horizon) * (y - horizon) / 900; t%3 == 0 { // ties stand closer far away
			fill(image.Rect(wide/2-w*5/4, y, wide/2+w*5/4, y+1), tie)
		}
		thick := 1 + (y-horizon)/40
		fill(image.Rect(wide/2-w, y, wide/2-w+thick, y+1), rail)
		fill(image.Rect(wide/2+w-thick, y, wide/2+w, y+1), rail)
	}
	var b bytes.Buffer
	_ = (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, m) // a buffer takes everything
	return b.Bytes()
})

func abs(n int) int { return max(n, -n) }
