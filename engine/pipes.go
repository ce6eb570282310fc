package main

import (
	"reflect"
	"strings"
	"text/template/parse"
)

// pipe is the value of a pipeline, which its variables have from here on.
func (w *walk) pipe(dot known, pipe *parse.PipeNode) known {
	value := w.value(dot, pipe)
	for _, each := range pipe.Decl {
		if !pipe.IsAssign {
			w.declare(each.Ident[0], value)
		} else if !w.isDeclared(each.Ident[0]) {
			w.tell(each, problem{Is: "variable", Error: "undefined variable: " + each.Ident[0], Name: each.Ident[0]})
		}
	}
	return value
}

func (w *walk) value(dot known, pipe *parse.PipeNode) known {
	var final *known
	for _, command := range pipe.Cmds {
		value := w.command(dot, command, final)
		final = &value
	}
	if final == nil {
		return open
	}
	return *final
}

func (w *walk) command(dot known, command *parse.CommandNode, final *known) known {
	first, rest := command.Args[0], command.Args[1:]
	hasArguments := len(rest) > 0 || final != nil
	switch node := first.(type) {
	case *parse.IdentifierNode:
		return w.function(dot, node, rest, final)
	case *parse.FieldNode:
		return w.fields(dot, dot, node.Ident, node, rest, final)
	case *parse.VariableNode:
		value := w.variable(node.Ident[0])
		if len(node.Ident) > 1 {
			return w.fields(dot, value, node.Ident[1:], node, rest, final)
		}
		return w.plain(dot, node, rest, hasArguments, value)
	case *parse.ChainNode:
		return w.fields(dot, w.argument(dot, node.Node), node.Field, node, rest, final)
	case *parse.PipeNode:
		return w.plain(dot, node, rest, hasArguments, w.value(dot, node))
	case *parse.NilNode:
		w.tell(node, problem{Is: "call", Error: "nil is not a command", Name: "nil"})
		return told
	}
	return w.plain(dot, first, rest, hasArguments, w.argument(dot, first))
}

// plain is a value that takes no arguments.
func (w *walk) plain(dot known, node parse.Node, rest []parse.Node, hasArguments bool, value known) known {
	if !hasArguments {
		return value
	}
	w.all_(dot, rest)
	w.tell(node, problem{Is: "call", Error: "can't give argument to non-function " + node.String(), Name: node.String()})
	return told
}

func (w *walk) all_(dot known, nodes []parse.Node) {
	for _, node := range nodes {
		w.argument(dot, node)
	}
}

// fields are what stands behind dots: keys, fields, and methods, of which the last one may take arguments.
func (w *walk) fields(dot, of known, names []string, node parse.Node, rest []parse.Node, final *known) known {
	value := of
	for index, name := range names {
		if value.isTold {
			break
		}
		isLast := index == len(names)-1
		if isLast {
			value = w.field(dot, value, name, node, rest, final)
		} else {
			value = w.field(dot, value, name, node, nil, nil)
		}
	}
	if len(names) == 0 || value.isTold {
		w.all_(dot, rest)
	}
	return value
}

func (w *walk) field(dot, of known, name string, node parse.Node, rest []parse.Node, final *known) known {
	hasArguments := len(rest) > 0 || final != nil
	if of.of == nil {
		if !of.isParameter {
			w.all_(dot, rest)
			return open
		}
		if hasArguments {
			words := name + " is not a method but has arguments"
			w.tell(node, problem{Is: "call", Error: words, Name: "." + name, IsParameter: true})
			w.all_(dot, rest)
			return told
		}
		return of.part(name)
	}
	if method, isMethod := methodOf(of.of, name); isMethod {
		return w.callOf(dot, name, node, method, rest, final)
	}
	target := of.of
	if target.Kind() == reflect.Pointer {
		target = target.Elem()
	}
	isKey := target.Kind() == reflect.Map && reflect.TypeFor[string]().AssignableTo(target.Key())
	field, isField := fieldOf(target, name)
	switch {
	case !isKey && !isField:
		words := "can't evaluate field " + name + " in type " + of.of.String()
		w.tell(node, problem{Is: "field", Error: words, Name: name, Found: of.of.String(), IsInput: of.isInput()})
	case hasArguments:
		w.tell(node, problem{Is: "call", Error: name + " is not a method but has arguments", Name: "." + name})
	case isKey:
		return of.part(name)
	default:
		return ofType(field)
	}
	w.all_(dot, rest)
	return told
}

func fieldOf(of reflect.Type, name string) (reflect.Type, bool) {
	if of.Kind() != reflect.Struct {
		return nil, false
	}
	field, ok := of.FieldByName(name)
	return field.Type, ok && field.IsExported()
}

// methodOf is a method without its receiver.
func methodOf(of reflect.Type, name string) (reflect.Type, bool) {
	method, ok := of.MethodByName(name)
	if !ok {
		return nil, false
	}
	in, out := []reflect.Type{}, []reflect.Type{}
	for index := 1; index < method.Type.NumIn(); index++ {
		in = append(in, method.Type.In(index))
	}
	for index := range method.Type.NumOut() {
		out = append(out, method.Type.Out(index))
	}
	return reflect.FuncOf(in, out, method.Type.IsVariadic()), true
}

// argument is the value of an argument whose type nobody asks for.
func (w *walk) argument(dot known, node parse.Node) known {
	switch node := node.(type) {
	case *parse.DotNode:
		return dot
	case *parse.NilNode:
		return known{isNil: true}
	case *parse.FieldNode:
		return w.fields(dot, dot, node.Ident, node, nil, nil)
	case *parse.VariableNode:
		return w.fields(dot, w.variable(node.Ident[0]), node.Ident[1:], node, nil, nil)
	case *parse.PipeNode:
		return w.value(dot, node)
	case *parse.IdentifierNode:
		return w.function(dot, node, nil, nil)
	case *parse.ChainNode:
		return w.fields(dot, w.argument(dot, node.Node), node.Field, node, nil, nil)
	case *parse.BoolNode:
		return constantOf(node.True)
	case *parse.StringNode:
		return constantOf(node.Text)
	case *parse.NumberNode:
		return number(node)
	}
	return open
}

func (w *walk) function(dot known, node *parse.IdentifierNode, rest []parse.Node, final *known) known {
	function, isKnown := functionTypes[node.Ident]
	if !isKnown {
		mark := len(w.problems)
		w.tell(node, problem{Is: "function", Error: `function "` + node.Ident + `" not defined`, Name: node.Ident})
		w.all_(dot, rest)
		// What stands behind an unknown word belongs to it.
		if len(w.problems) > mark+1 {
			w.problems = w.problems[:mark+1]
		}
		return told
	}
	return w.callOf(dot, node.Ident, node, function, rest, final)
}

// shortWord is a type of Go in the words of a person who does not write it.
func shortWord(of reflect.Type) string {
	switch of {
	case reflectType:
		return "interface {}"
	}
	return strings.ReplaceAll(of.String(), "reflect.Value", "interface {}")
}
