package main

import (
	"encoding/json"
	"fmt"
	"math/rand"
	"regexp"
	"strings"
	"testing"
	"text/template"

	v1 "template-engine/v1"
)

// What Go takes with some values is no mistake, and what it refuses with all of them is told: both are asked of Go.

const fuzzSeed = 20261129

// A grammar of templates that are nearly right.
type maker struct{ *rand.Rand }

func (m maker) of(choices ...string) string { return choices[m.Intn(len(choices))] }

func (m maker) value(depth int) string {
	switch m.Intn(9) {
	case 0:
		return m.of(`"a"`, `"5"`, `"a,b"`, "`x`", `'c'`)
	case 1:
		return m.of("1", "0", "-2", "3.5", "1e3")
	case 2:
		return m.of("true", "false", "nil")
	case 3:
		return m.of(".", "$", "$x", "$.a")
	case 4:
		if depth > 0 {
			return "(" + m.pipe(depth-1) + ")" + m.of("", "", "", ".a")
		}
	case 5:
		return m.of(".generator.input.parameters", ".generator.input.parameters.k", ".generator", ".generator.input")
	}
	return m.of(".a", ".b", ".a.b", ".list", ".map", ".n", ".missing", ".map.k", "$.list")
}

func (m maker) command(depth int) string {
	if m.Intn(3) == 0 {
		return m.value(depth)
	}
	names := sortedFunctions()
	words := []string{names[m.Intn(len(names))]}
	if m.Intn(3) > 0 {
		words[0] = m.of("lower", "replace", "trunc", "default", "eq", "gt", "index", "printf", "len", "list", "dict", "join",
			"first", "int", "ternary", "toYaml", "fromYaml", "get", "hasKey", "splitList", "add", "and", "or", "not", "quote",
			"until", "regexReplaceAll", "semverCompare", "slugify", "indent", "untl")
	}
	for range m.Intn(4) {
		words = append(words, m.value(depth))
	}
	return strings.Join(words, " ")
}

func (m maker) pipe(depth int) string {
	parts := []string{m.command(depth)}
	for m.Intn(3) == 0 && len(parts) < 3 {
		parts = append(parts, m.command(depth))
	}
	return strings.Join(parts, " | ")
}

func (m maker) template(depth int) string {
	switch m.Intn(12) {
	case 0:
		return "{{ with " + m.pipe(1) + " }}" + m.template(depth-1) + "{{ end }}"
	case 1:
		return "{{ range $i, $x := " + m.pipe(1) + " }}" + m.template(depth-1) + "{{ end }}"
	case 2:
		return "{{ $x := " + m.pipe(1) + " }}" + m.template(depth-1)
	case 3:
		return "{{ " + m.of("end", "else", "if", "break", ".a[0]", ".a.0", ".a-b", "!.a", ".a == 1", `"`, "(", ".a, .b", "/* a") + " }}"
	case 4:
		if depth > 0 {
			return m.template(depth-1) + " " + m.template(depth-1)
		}
	}
	return "{{ " + m.pipe(2) + " }}"
}

func sortedFunctions() []string {
	names := []string{}
	for name := range functionTypes {
		// They take very long, make as much as they are asked for, or change the values that the next template gets.
		if !strings.HasPrefix(name, "gen") && name != "bcrypt" && name != "htpasswd" && name != "derivePassword" &&
			name != "buildCustomCert" && name != "repeat" && name != "untilStep" && name != "seq" && name != "fail" &&
			name != "set" && name != "unset" && !strings.Contains(strings.ToLower(name), "merge") {
			names = append(names, name)
		}
	}
	return sorted(names)
}

// sets are parameter sets of all kinds of values, such as a plugin's server gives.
func sets() []map[string]any {
	kinds := []string{`"a"`, `"5"`, `3`, `0`, `true`, `["a","b"]`, `[{"a":"x"}]`, `{"a":"x","b":"y","k":"z"}`, `{"a":{"b":"x"}}`, `null`, `"1.2.3"`, `"a: 1"`}
	all := []map[string]any{}
	for _, kind := range kinds {
		for _, other := range kinds {
			text := fmt.Sprintf(`{"a":%s,"b":%s,"n":%s,"list":%s,"map":%s}`, kind, other, kind, other, kind)
			set := map[string]any{}
			if err := json.Unmarshal([]byte(text), &set); err != nil {
				panic(err)
			}
			set["generator"] = map[string]any{"input": map[string]any{"parameters": map[string]v1.JSON{"k": {Raw: []byte(`"v"`)}}}}
			all = append(all, set)
		}
	}
	return all
}

// takes tells whether Go makes a text of a template with one of the sets at least.
func takes(text string, all []map[string]any) (isTaken bool, last error) {
	parsed, err := template.New(name).Funcs(table).Parse(text)
	if err != nil {
		return false, err
	}
	for _, set := range all {
		var out strings.Builder
		if err := parsed.Execute(&out, set); err == nil {
			return true, nil
		} else {
			last = err
		}
	}
	return false, last
}

func TestJudgesAsGoDoes(t *testing.T) {
	all := sets()
	random := maker{rand.New(rand.NewSource(fuzzSeed))}
	silent, refusals := 0, 0
	for index := range 2_000 {
		text := random.template(2)
		isTaken, err := takes(text, all)
		problems := []problem{}
		for _, each := range judge(text).Problems {
			// A value that is not there equals nothing, and Go says so. Whoever compares means one that is.
			isOfNothing := each.Is == "compare" && each.IsParameter && (each.Name == "eq" || each.Name == "ne")
			if each.Is != "print" && !isOfNothing {
				problems = append(problems, each)
			}
		}
		if isTaken && len(problems) > 0 && !mayBeSkipped(text) {
			t.Errorf("%d: %s is taken, and yet: %+v", index, text, problems[0])
		}
		if !isTaken {
			refusals++
			if len(problems) == 0 {
				silent++
				if isOfParser(text) {
					t.Errorf("%d: %s is refused in silence: %v", index, text, err)
				} else if testing.Verbose() {
					t.Logf("%s: %v", text, err)
				}
			}
		}
		for _, each := range problems {
			if each.Start < 0 || each.End < each.Start || each.End > len(text) {
				t.Errorf("%s: %+v is no place", text, each)
			}
		}
	}
	t.Logf("%d refused, %d of them in silence as only values of one kind would be right", refusals, silent)
}

var branch = regexp.MustCompile(`{{ (?:with|range)|\b(?:and|or)\b`)

// What is never executed with these values is not refused.
func mayBeSkipped(text string) bool {
	return branch.MatchString(text)
}

func isOfParser(text string) bool {
	return refusal(text) != ""
}
