package main

// problem is what Go refuses in a template, or what a value of JSON comes to in it.
type problem struct {
	// Offsets in UTF-16 units, as the editor counts them.
	Start int `json:"start"`
	End   int `json:"end"`
	// One of: syntax, function, variable, arguments, type, compare, pattern, field, call, range, template, index.
	Is string `json:"is"`
	// Go's own words, without the template's name and place.
	Error string `json:"error"`
	// The function, field, variable or template that it is about.
	Name string `json:"name,omitempty"`
	// How many arguments are wanted, at least and at most; -1 for any number.
	Least int `json:"least,omitempty"`
	Most  int `json:"most,omitempty"`
	Given int `json:"given,omitempty"`
	// The types of a function's parameters.
	Parameters []string `json:"parameters,omitempty"`
	// What is wanted and what is there, as types of Go.
	Wanted string `json:"wanted,omitempty"`
	Found  string `json:"found,omitempty"`
	// The value is a parameter of the set, which is never an integer.
	IsParameter bool `json:"isParameter,omitempty"`
	// The value is raw JSON, as a plugin's input is.
	IsInput bool `json:"isInput,omitempty"`
}

// verdict is what is said of one text.
type verdict struct {
	Problems []problem `json:"problems"`
	// Why the text was not judged.
	NotJudged string `json:"notJudged,omitempty"`
}

// units counts the UTF-16 units before a byte of a text, quickly where the bytes come in order.
type units struct {
	text      string
	at, count int
}

func newUnits(text string) *units {
	return &units{text: text}
}

func (u *units) before(offset int) int {
	if offset < u.at {
		u.at, u.count = 0, 0
	}
	for _, char := range u.text[u.at:offset] {
		if char > 0xFFFF {
			u.count++
		}
		u.count++
	}
	u.at = offset
	return u.count
}
