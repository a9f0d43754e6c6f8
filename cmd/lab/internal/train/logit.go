package train

import "math"

// sigmoid returns the probability of a logit.
func sigmoid(z float64) float64 { return 1 / (1 + math.Exp(-z)) }

// logit returns the logarithm of the odds of a probability.
func logit(p float64) float64 { return math.Log(p / (1 - p)) }
