package main

import (
	"regexp"
	"strings"
	"text/template"
	"text/template/parse"
)

const name = "base"

var prefix = regexp.MustCompile(`^template: ` + name + `(?::\d+)*: (?:executing "[^"]*" at <.*?>: )?`)

// tooDeep is a limit of this build, ten times lower than that of the controller's.
const tooDeep = "max expression depth exceeded"

var table = functions()

// functionTypes are the signatures of all functions, Go's own among them.
var functionTypes = signatures()

// judge tells what Go refuses in a template, before and while it is executed, whatever the parameters are.
func judge(text string) verdict {
	words := refusal(text)
	if strings.Contains(words, tooDeep) {
		return verdict{Problems: []problem{}, NotJudged: "its parentheses are nested too deeply"}
	}
	if words != "" && !isUndefinedFunction(words) {
		return verdict{Problems: []problem{refused(text, words)}}
	}
	trees, err := treesOf(text)
	if err != nil {
		return verdict{Problems: []problem{refused(text, words)}}
	}
	walk := newWalk(text, trees)
	walk.all()
	return verdict{Problems: walk.problems}
}

// refusal is what the parser says, without the template's name and line; nothing for a right template.
func refusal(text string) string {
	_, err := template.New(name).Funcs(table).Parse(text)
	if err == nil {
		return ""
	}
	return prefix.ReplaceAllString(err.Error(), "")
}

var undefined = regexp.MustCompile(`^function "([^"]+)" not defined$`)

func isUndefinedFunction(words string) bool {
	return undefined.MatchString(words)
}

// refused is a mistake at which the parser stops.
func refused(text, words string) problem {
	start, end := placeOf(text, words, refusal)
	if words == "unexpected EOF" {
		start, end = openBlock(text)
	}
	count := newUnits(text)
	found := problem{Start: count.before(start), End: count.before(end), Is: "syntax", Error: words}
	if match := undefined.FindStringSubmatch(words); match != nil {
		found.Is, found.Name = "function", match[1]
	} else if strings.HasPrefix(words, "undefined variable") {
		found.Is, found.Name = "variable", strings.Trim(strings.TrimPrefix(words, "undefined variable "), `"`)
	}
	return found
}

// openBlock is the first action whose block is never closed: what stands before it is whole.
func openBlock(text string) (start, end int) {
	work := parseWork
	for at := len(text); at > 0 && work > 0; {
		open := strings.LastIndex(text[:at], "{{")
		if open < 0 {
			break
		}
		if work -= open; refusal(text[:open]) != "unexpected EOF" {
			if length := strings.Index(text[open:], "}}"); length >= 0 {
				return open, open + length + 2
			}
			break
		}
		at = open
	}
	return 0, len(text)
}

// treesOf reads a template whose functions need not be known.
func treesOf(text string) (map[string]*parse.Tree, error) {
	trees := map[string]*parse.Tree{}
	tree := parse.New(name)
	tree.Mode = parse.SkipFuncCheck
	_, err := tree.Parse(text, "", "", trees)
	return trees, err
}
