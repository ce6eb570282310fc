package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"text/template"

	"github.com/Masterminds/sprig/v3"
)

// made is a template with what the libraries themselves make of it in native form.
type made struct {
	Text  string `json:"text"`
	Made  string `json:"made"`
	Error string `json:"error,omitempty"`
}

const functionParameters = `{"map":{"a":1,"b":"x","c":[true]},"list":["a","b","c"],"float":1234567,"big":9007199254740993,"small":0.00001,"none":null,"time":1700000000}`

// TestRecordFunctions writes what sprig and Go make of each line of the file that FUNCTIONS names into one beside it.
func TestRecordFunctions(t *testing.T) {
	file := os.Getenv("FUNCTIONS")
	if file == "" {
		t.Skip("FUNCTIONS names no file")
	}
	lines, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer lines.Close()
	out := []byte{}
	for scanner := bufio.NewScanner(lines); scanner.Scan(); {
		text := scanner.Text()
		result := made{Text: text}
		if made, err := natively(text); err != nil {
			result.Error = err.Error()
		} else {
			result.Made = made
		}
		line, err := json.Marshal(result)
		if err != nil {
			t.Fatal(err)
		}
		out = append(append(out, line...), '\n')
	}
	if err := os.WriteFile(strings.TrimSuffix(file, ".txt")+".jsonl", out, 0o644); err != nil {
		t.Fatal(err)
	}
}

// natively renders a template by the libraries alone: sprig's own table, and beside it what Argo CD adds.
func natively(text string) (string, error) {
	table := sprig.TxtFuncMap()
	for _, name := range []string{"normalize", "slugify", "toYaml", "fromYaml", "fromYamlArray"} {
		table[name] = functions()[name]
	}
	parameters := map[string]any{}
	if err := json.Unmarshal([]byte(functionParameters), &parameters); err != nil {
		return "", err
	}
	parsed, err := template.New(name).Funcs(table).Parse(text)
	if err != nil {
		return "", fmt.Errorf("failed to parse template %s: %w", text, err)
	}
	var out strings.Builder
	if err := parsed.Execute(&out, parameters); err != nil {
		return "", fmt.Errorf("failed to execute go template %s: %w", text, err)
	}
	return out.String(), nil
}
