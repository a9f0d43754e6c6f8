package text

import "math"

// Sigmoid returns the probability whose log odds, in nats, are x.
func Sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// LogOdds returns the log odds of a probability, in nats: ±Inf for 0 and 1.
func LogOdds(p float64) float64 { return math.Log(p / (1 - p)) }
