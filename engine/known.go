package main

import (
	"reflect"
	"text/template/parse"

	v1 "template-engine/v1"
)

// known is what can be said of a value before the template is executed.
type known struct {
	// The type that the value has in any case; nil where that is open.
	of reflect.Type
	// A part of the parameter set: what JSON, YAML and the generators give, and never an integer.
	isParameter bool
	// Where it is known from the text itself.
	constant any
	// The whole set, and the ways from it to what a plugin's input is.
	way string
	// It is the word nil.
	isNil bool
	// What it is the result of cannot be right, and is told already.
	isTold bool
}

var (
	open = known{}
	told = known{isTold: true}

	inputType = reflect.TypeFor[v1.JSON]()
	// What the parameters of a plugin's input come back as.
	inputsType = reflect.TypeFor[map[string]v1.JSON]()
)

// parameterTypes are those that a value of a parameter set can have. Numbers of JSON and YAML are floating; lists and
// mappings of texts come from generators such as git and clusters (argo-cd v3.5.7, applicationset/generators).
var parameterTypes = []reflect.Type{
	reflect.TypeFor[string](), reflect.TypeFor[float64](), reflect.TypeFor[bool](), reflect.TypeFor[map[string]any](),
	reflect.TypeFor[[]any](), reflect.TypeFor[[]string](), reflect.TypeFor[map[string]string](),
}

func ofType(of reflect.Type) known {
	if of == nil || of == reflectType || of.Kind() == reflect.Interface {
		return open
	}
	return known{of: of}
}

func constantOf(value any) known {
	return known{of: reflect.TypeOf(value), constant: value}
}

// isInput is true for raw JSON.
func (value known) isInput() bool {
	return value.of == inputType
}

// types are those that a value can have; none where that is open.
func (value known) types() []reflect.Type {
	if value.of != nil {
		return []reflect.Type{value.of}
	}
	if value.way != "" {
		return []reflect.Type{reflect.TypeFor[map[string]any]()}
	}
	if value.isParameter {
		return parameterTypes
	}
	return nil
}

// words for a value's type in a problem.
func (value known) words() string {
	if kinds := value.types(); len(kinds) == 1 {
		return kinds[0].String()
	}
	return ""
}

// part is the field or item of that name.
func (value known) part(name string) known {
	switch {
	case value.way == "." && name == "generator", value.way == ".generator" && name == "input":
		return known{isParameter: true, way: join(value.way, name)}
	case value.way == ".generator.input" && name == "parameters":
		return known{of: inputsType}
	case value.of != nil && value.of.Kind() == reflect.Map:
		return ofType(value.of.Elem())
	case value.way != "" || value.isParameter:
		return known{isParameter: true}
	}
	return open
}

func join(way, name string) string {
	if way == "." {
		return "." + name
	}
	return way + "." + name
}

// number is a numeric constant as Go takes it where no type is asked for.
func number(node *parse.NumberNode) known {
	switch {
	case node.IsComplex && !node.IsFloat:
		return constantOf(node.Complex128)
	case node.IsFloat && !node.IsInt, node.IsFloat && hasFraction(node.Text):
		return constantOf(node.Float64)
	case node.IsInt:
		return constantOf(int(node.Int64))
	}
	return open
}

// hasFraction is true for a number that is written as a floating one.
func hasFraction(text string) bool {
	isHex := len(text) > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X')
	for _, char := range text {
		switch char {
		case '\'':
			return false
		case 'p', 'P', '.':
			return true
		case 'e', 'E':
			if !isHex {
				return true
			}
		}
	}
	return false
}
