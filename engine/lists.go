package main

import (
	"sort"
	"text/template/parse"
)

func sortedNames(trees map[string]*parse.Tree) []string {
	names := []string{}
	for name := range trees {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// ofParser are the problems of a template that nobody calls: it is read and never executed.
func ofParser(problems []problem) []problem {
	kept := []problem{}
	for _, each := range problems {
		if each.Is == "function" {
			kept = append(kept, each)
		}
	}
	return kept
}

func lastOf(pipe *parse.PipeNode) parse.Node {
	return pipe.Cmds[len(pipe.Cmds)-1]
}

func sorted(names []string) []string {
	sort.Strings(names)
	return names
}
