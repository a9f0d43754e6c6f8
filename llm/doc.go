// Package llm asks a language model for help, over any endpoint that speaks the OpenAI chat-completions protocol:
// Ollama, llama.cpp, vLLM or a hosted one. A model chooses sentences for a summary, words one, translates a story, or
// adjudicates whether a piece is foreign policy.
//
// Its answers are proposals. This package holds them to their form (numbers that were offered, labels that exist, as
// many sentences as were asked for) and to a budget of tokens, money and time; whether they are true is for the caller
// to check. Texts of articles are data: they go out as JSON between delimiters that they cannot write themselves, and
// one question holds one story or one article, so that a text can disturb only the answer about itself.
//
// It does not decide what is asked, print or store anything; answers are remembered by the Cache handed in. Read
// session.go first: its methods are the questions. ask.go asks one, client.go makes the request, budget.go bounds the
// cost, prompt.go has the instructions (prompts/*.txt), echo.go is a model for tests.
package llm
