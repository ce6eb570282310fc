// The template engine: what Go's text/template says of the templates of an ApplicationSet, and what it makes of them.
package main

import (
	"encoding/json"
)

// question is one of those that the engine answers: judge a template, or render one.
type question struct {
	Ask string `json:"ask"`
	rendering
}

// answer gives the answer to a question, both as JSON.
func answer(asked []byte) []byte {
	var question question
	if err := json.Unmarshal(asked, &question); err != nil {
		return encoded(map[string]string{"failure": err.Error()})
	}
	switch question.Ask {
	case "judge":
		return encoded(judge(question.Text))
	case "render":
		return encoded(render(question.rendering))
	}
	return encoded(map[string]string{"failure": "no such question: " + question.Ask})
}

func encoded(value any) []byte {
	text, err := json.Marshal(value)
	if err != nil {
		return []byte(`{"failure":"the answer is no JSON"}`)
	}
	return text
}
