package text

import "math"

// Sigmoid returns the probability whose log odds, in nats, are x.
func Sigmoid[T ~float32 | ~float64](x T) T { return T(1 / (1 + math.Exp(-float64(x)))) }

// LogOdds returns the log odds of a probability, in nats: ±Inf for 0 and 1.
func LogOdds(p float64) float64 { return math.Log(p / (1 - p)) }
