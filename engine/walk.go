package main

import (
	"reflect"
	"sort"
	"strings"
	"text/template/parse"
)

// mostProblems of one text are enough to see what is wrong with it.
const mostProblems = 2_000

// walk goes through a template as its execution does, with what is known of the values before there are any.
type walk struct {
	text     string
	trees    map[string]*parse.Tree
	problems []problem
	// The values of variables that have one value only.
	variables []variable
	assigned  map[string]bool
	// Templates that are being walked through, or have been.
	called map[string]bool
}

type variable struct {
	name  string
	value known
}

func newWalk(text string, trees map[string]*parse.Tree) *walk {
	w := &walk{text: text, trees: trees, problems: []problem{}, assigned: map[string]bool{}, called: map[string]bool{}}
	for _, tree := range trees {
		w.noteAssigned(tree.Root)
	}
	return w
}

func (w *walk) all() {
	w.inTemplate(name, known{way: ".", isParameter: true})
	// The parser knows the functions of a template that nobody calls as well.
	for _, each := range sortedNames(w.trees) {
		if !w.called[each] {
			mark := len(w.problems)
			w.inTemplate(each, open)
			w.problems = append(w.problems[:mark:mark], ofParser(w.problems[mark:])...)
		}
	}
	sort.SliceStable(w.problems, func(a, b int) bool { return w.problems[a].Start < w.problems[b].Start })
	count := newUnits(w.text)
	for index := range w.problems {
		found := &w.problems[index]
		found.Start, found.End = count.before(found.Start), count.before(found.End)
	}
}

func (w *walk) inTemplate(name string, dot known) {
	tree := w.trees[name]
	if tree == nil || tree.Root == nil || w.called[name] {
		return
	}
	w.called[name] = true
	before := w.variables
	w.variables = []variable{{"$", dot}}
	w.list(dot, tree.Root)
	w.variables = before
}

func (w *walk) list(dot known, list *parse.ListNode) {
	if list == nil {
		return
	}
	for _, node := range list.Nodes {
		w.node(dot, node)
	}
}

func (w *walk) node(dot known, node parse.Node) {
	switch node := node.(type) {
	case *parse.ActionNode:
		value := w.pipe(dot, node.Pipe)
		if len(node.Pipe.Decl) == 0 && value.isInput() {
			w.tell(node.Pipe, problem{Is: "print", IsInput: true})
		}
	case *parse.IfNode:
		mark := len(w.variables)
		w.pipe(dot, node.Pipe)
		w.branches(dot, dot, &node.BranchNode, mark)
	case *parse.WithNode:
		mark := len(w.variables)
		value := w.pipe(dot, node.Pipe)
		w.branches(value, dot, &node.BranchNode, mark)
	case *parse.RangeNode:
		w.loop(dot, node)
	case *parse.TemplateNode:
		w.template(dot, node)
	}
}

func (w *walk) branches(inside, outside known, node *parse.BranchNode, mark int) {
	after := len(w.variables)
	w.list(inside, node.List)
	w.variables = w.variables[:after]
	w.list(outside, node.ElseList)
	w.variables = w.variables[:mark]
}

func (w *walk) loop(dot known, node *parse.RangeNode) {
	mark := len(w.variables)
	value := w.value(dot, node.Pipe)
	key, item := w.items(value, node)
	for index, declared := range node.Pipe.Decl {
		of := item
		if index == 0 && len(node.Pipe.Decl) == 2 {
			of = key
		}
		w.declare(declared.Ident[0], of)
	}
	w.branches(item, dot, &node.BranchNode, mark)
}

// items are the key and the value that a loop goes through.
func (w *walk) items(value known, node *parse.RangeNode) (key, item known) {
	switch {
	case value.isTold:
		return open, open
	case value.isParameter:
		return open, known{isParameter: true}
	case value.of == nil:
		return open, open
	}
	switch of := value.of; of.Kind() {
	case reflect.Array, reflect.Slice:
		return ofType(reflect.TypeFor[int]()), ofType(of.Elem())
	case reflect.Map:
		return ofType(of.Key()), ofType(of.Elem())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return ofType(of), ofType(of)
	case reflect.Struct, reflect.String, reflect.Bool, reflect.Float32, reflect.Float64, reflect.Complex128:
		words := "range can't iterate over a value of type " + of.String()
		w.tell(lastOf(node.Pipe), problem{Is: "range", Error: words, Found: of.String(), IsInput: value.isInput()})
	}
	return open, open
}

// A template is executed where it is called, however often; the first call is looked at.
func (w *walk) template(dot known, node *parse.TemplateNode) {
	value := open
	if node.Pipe != nil {
		value = w.pipe(dot, node.Pipe)
	}
	if tree := w.trees[node.Name]; tree == nil || tree.Root == nil {
		w.tell(node, problem{Is: "template", Error: `template "` + node.Name + `" not defined`, Name: node.Name})
		return
	}
	if value.way != "." {
		value = open
	}
	w.inTemplate(node.Name, value)
}

func (w *walk) declare(name string, value known) {
	if w.assigned[name] {
		value = open
	}
	w.variables = append(w.variables, variable{name, value})
}

func (w *walk) variable(name string) known {
	for index := len(w.variables) - 1; index >= 0; index-- {
		if w.variables[index].name == name {
			return w.variables[index].value
		}
	}
	return open
}

func (w *walk) isDeclared(name string) bool {
	for _, each := range w.variables {
		if each.name == name {
			return true
		}
	}
	return false
}

// noteAssigned notes the variables that get another value later on.
func (w *walk) noteAssigned(node parse.Node) {
	visit(node, func(pipe *parse.PipeNode) {
		if pipe.IsAssign {
			for _, each := range pipe.Decl {
				w.assigned[each.Ident[0]] = true
			}
		}
	})
}

// visit calls back with each pipeline that is not a part of another one.
func visit(node parse.Node, with func(*parse.PipeNode)) {
	branch := func(branch *parse.BranchNode) {
		with(branch.Pipe)
		visit(branch.List, with)
		if branch.ElseList != nil {
			visit(branch.ElseList, with)
		}
	}
	switch node := node.(type) {
	case *parse.ListNode:
		for _, each := range node.Nodes {
			visit(each, with)
		}
	case *parse.ActionNode:
		with(node.Pipe)
	case *parse.IfNode:
		branch(&node.BranchNode)
	case *parse.WithNode:
		branch(&node.BranchNode)
	case *parse.RangeNode:
		branch(&node.BranchNode)
	}
}

func (w *walk) tell(node parse.Node, found problem) {
	if len(w.problems) >= mostProblems {
		return
	}
	start, end := w.placeOf(node)
	found.Start, found.End = start, end
	w.problems = append(w.problems, found)
}

// placeOf is where a node stands. Go counts a field with several names from its second one.
func (w *walk) placeOf(node parse.Node) (start, end int) {
	start = int(node.Position())
	text := node.String()
	var first string
	switch node := node.(type) {
	case *parse.FieldNode:
		first = "." + node.Ident[0]
	case *parse.VariableNode:
		first = node.Ident[0]
	case *parse.ChainNode:
		return w.placeOfChain(node)
	case *parse.PipeNode:
		return w.placeOfPipe(node)
	case *parse.CommandNode:
		start, _ = w.placeOf(node.Args[0])
		_, end = w.placeOf(node.Args[len(node.Args)-1])
		return start, end
	case *parse.TemplateNode:
		return start, start + len("template")
	}
	if before := start - len(first); !strings.HasPrefix(w.text[min(start, len(w.text)):], text) && before >= 0 &&
		strings.HasPrefix(w.text[before:], text) {
		start = before
	}
	return start, min(start+len(text), len(w.text))
}

func (w *walk) placeOfChain(node *parse.ChainNode) (start, end int) {
	start, inside := w.placeOf(node.Node)
	if length := strings.Index(w.text[inside:], node.Field[0]); length >= 0 {
		inside += length
	}
	return start, min(len(w.text), inside+len(strings.Join(node.Field, ".")))
}

func (w *walk) placeOfPipe(node *parse.PipeNode) (start, end int) {
	if len(node.Cmds) == 0 {
		return int(node.Position()), int(node.Position())
	}
	start, _ = w.placeOf(node.Cmds[0])
	_, end = w.placeOf(node.Cmds[len(node.Cmds)-1])
	return start, end
}
