package main

import (
	"regexp"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig/v3"
	"github.com/gosimple/slug"
	"sigs.k8s.io/yaml"
)

// functions are those that a template of an ApplicationSet may call beside Go's own: sprig without what looks at the
// controller's machine, and what Argo CD adds (argo-cd v3.5.7 and v3.6.1, applicationset/utils).
func functions() template.FuncMap {
	table := sprig.GenericFuncMap()
	for _, name := range []string{"env", "expandenv", "getHostByName"} {
		delete(table, name)
	}
	table["normalize"] = normalize
	table["slugify"] = slugify
	table["toYaml"] = toYaml
	table["fromYaml"] = fromYaml
	table["fromYamlArray"] = fromYamlArray
	// Bound to each template when that is executed.
	table["tpl"] = func(string, any) (string, error) { return "", nil }
	return table
}

var notInName = regexp.MustCompile(`[^-a-z0-9.]`)

// normalize makes a name of Kubernetes of a text: lower case, 253 bytes at most.
func normalize(name string) string {
	name = notInName.ReplaceAllString(strings.ToLower(name), "-")
	return strings.Trim(name[:min(len(name), 253)], "-.")
}

// slugify takes a size, whether words stay whole, and the name, which comes last however many there are.
func slugify(arguments ...any) string {
	name, size, isSmart := "", 50, true
	if last := len(arguments) - 1; last >= 0 {
		name = arguments[last].(string)
		if last > 0 {
			size = arguments[0].(int)
		}
		if last > 1 {
			isSmart = arguments[1].(bool)
		}
	}
	slug.MaxLength, slug.EnableSmartTruncate = size, isSmart
	return slug.Make(normalize(name))
}

func toYaml(value any) (string, error) {
	text, err := yaml.Marshal(value)
	return strings.TrimSuffix(string(text), "\n"), err
}

func fromYaml(text string) (map[string]any, error) {
	value := map[string]any{}
	err := yaml.Unmarshal([]byte(text), &value)
	return value, err
}

func fromYamlArray(text string) ([]any, error) {
	value := []any{}
	err := yaml.Unmarshal([]byte(text), &value)
	return value, err
}
