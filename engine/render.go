package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"text/template"

	"github.com/valyala/fasttemplate"

	v1 "template-engine/v1"
)

// rendering is one text, or several with the same parameters, and how they are to be rendered.
type rendering struct {
	Text  string   `json:"text"`
	Texts []string `json:"texts"`
	// The parameter set as JSON.
	Parameters json.RawMessage `json:"parameters"`
	// The parameters of a plugin's input, which come back as raw JSON.
	Input      map[string]v1.JSON `json:"input"`
	GoTemplate bool               `json:"goTemplate"`
	Options    []string           `json:"options"`
}

// rendered is a text, or why there is none, in the words of the controller.
type rendered struct {
	Text  string `json:"text"`
	Error string `json:"error,omitempty"`
}

func render(asked rendering) []rendered {
	texts := asked.Texts
	if texts == nil {
		texts = []string{asked.Text}
	}
	parameters := map[string]any{}
	if err := json.Unmarshal(asked.Parameters, &parameters); err != nil {
		return []rendered{{Error: err.Error()}}
	}
	if asked.Input != nil {
		parameters["generator"] = map[string]any{"input": map[string]any{"parameters": asked.Input}}
	}
	results := []rendered{}
	for _, text := range texts {
		made, err := renderedText(text, parameters, asked)
		if err != nil {
			results = append(results, rendered{Error: err.Error()})
			continue
		}
		results = append(results, rendered{Text: made})
	}
	return results
}

// renderedText is what the controller makes of one text (argo-cd v3.5.7, applicationset/utils/utils.go).
func renderedText(text string, parameters map[string]any, asked rendering) (made string, err error) {
	// An option that there is not is a panic in text/template.
	defer func() {
		if problem := recover(); problem != nil {
			err = fmt.Errorf("%v", problem)
		}
	}()
	if !asked.GoTemplate {
		return flat(text, parameters)
	}
	parsed, err := template.New(name).Funcs(table).Parse(text)
	if err != nil {
		return "", fmt.Errorf("failed to parse template %s: %w", text, err)
	}
	for _, option := range asked.Options {
		parsed = parsed.Option(option)
	}
	parsed.Funcs(template.FuncMap{"tpl": nestedTemplate(parsed, 1)})
	var out strings.Builder
	if err := parsed.Execute(&out, parameters); err != nil {
		return "", fmt.Errorf("failed to execute go template %s: %w", text, err)
	}
	return out.String(), nil
}

// deepest is how often a template may render a template (argo-cd v3.6.1, applicationset/utils/template_functions.go).
const deepest = 3

func nestedTemplate(parent *template.Template, depth int) func(string, any) (string, error) {
	return func(text string, value any) (string, error) {
		if depth > deepest {
			return "", errors.New("tpl: too many nested calls")
		}
		copied, err := parent.Clone()
		if err != nil {
			return "", fmt.Errorf("cannot clone template: %w", err)
		}
		copied.Funcs(template.FuncMap{"tpl": nestedTemplate(parent, depth+1)})
		inner, err := copied.New(parent.Name()).Parse(text)
		if err != nil {
			return "", fmt.Errorf("cannot parse template %q: %w", text, err)
		}
		var out strings.Builder
		if err := inner.Execute(&out, value); err != nil {
			return "", fmt.Errorf("error during tpl function execution for %q: %w", text, err)
		}
		return strings.ReplaceAll(out.String(), "<no value>", ""), nil
	}
}

// hasBraces looks for both braces on one line.
var hasBraces = regexp.MustCompile(`{{.*}}`)

// flat puts texts in the place of their names in braces, and leaves everything else in braces as it is.
func flat(text string, parameters map[string]any) (string, error) {
	if !hasBraces.MatchString(text) {
		return text, nil
	}
	parsed, err := fasttemplate.NewTemplate(text, "{{", "}}")
	if err != nil {
		return "", fmt.Errorf("invalid template: %w", err)
	}
	return parsed.ExecuteFuncString(func(out io.Writer, tag string) (int, error) {
		value, isText := parameters[strings.TrimSpace(tag)].(string)
		if strings.TrimSpace(tag) == "" || !isText {
			return io.WriteString(out, "{{"+tag+"}}")
		}
		return io.WriteString(out, value)
	}), nil
}
