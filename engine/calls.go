package main

import (
	"fmt"
	"reflect"
	"regexp"
	"text/template/parse"

	"github.com/Masterminds/semver/v3"
)

// given is an argument of a call, and where it stands.
type given struct {
	value known
	node  parse.Node
}

// callOf is the result of a call, whose arguments Go counts and holds against the parameters (text/template, exec.go).
func (w *walk) callOf(dot known, name string, node parse.Node, function reflect.Type, rest []parse.Node, final *known) known {
	count := len(rest)
	if final != nil {
		count++
	}
	fixed := function.NumIn()
	if function.IsVariadic() {
		fixed--
	}
	if count < fixed || !function.IsVariadic() && count != fixed || name == "eq" && count < 2 {
		w.all_(dot, rest)
		w.tellCount(name, node, function, fixed, len(rest), count)
		return told
	}
	arguments := []given{}
	isRight := true
	for index, each := range rest {
		parameter := parameterOf(function, index)
		value := w.argument(dot, each)
		isRight = w.fits(name, function, parameter, value, each, index, isConstant(each)) && isRight
		arguments = append(arguments, given{value, each})
	}
	if final != nil {
		index := len(rest)
		isRight = w.fits(name, function, parameterOf(function, index), *final, node, index, false) && isRight
		arguments = append(arguments, given{*final, node})
	}
	if !isRight {
		return told
	}
	return w.result(name, node, function, arguments)
}

func parameterOf(function reflect.Type, index int) reflect.Type {
	if function.IsVariadic() && index >= function.NumIn()-1 {
		return function.In(function.NumIn() - 1).Elem()
	}
	return function.In(index)
}

func (w *walk) tellCount(name string, node parse.Node, function reflect.Type, fixed, written, count int) {
	words := fmt.Sprintf("wrong number of args for %s: want %d got %d", name, fixed, count)
	most := fixed
	if function.IsVariadic() {
		words, most = fmt.Sprintf("wrong number of args for %s: want at least %d got %d", name, fixed, written), -1
	}
	if name == "eq" && count == 1 {
		words, fixed = "error calling eq: missing argument for comparison", 2
	}
	w.tell(node, problem{Is: "arguments", Error: words, Name: name, Least: fixed, Most: most, Given: count,
		Parameters: parametersOf(function)})
}

func parametersOf(function reflect.Type) []string {
	names := []string{}
	for index := range function.NumIn() {
		if function.IsVariadic() && index == function.NumIn()-1 {
			names = append(names, "..."+shortWord(function.In(index).Elem()))
		} else {
			names = append(names, shortWord(function.In(index)))
		}
	}
	return names
}

func isConstant(node parse.Node) bool {
	switch node.(type) {
	case *parse.StringNode, *parse.NumberNode, *parse.BoolNode:
		return true
	}
	return false
}

// fits tells whether an argument can be what its parameter wants.
func (w *walk) fits(name string, function, wanted reflect.Type, value known, node parse.Node, index int, isConstant bool) bool {
	if value.isTold {
		return false
	}
	if wanted == reflectType || wanted.Kind() == reflect.Interface && wanted.NumMethod() == 0 {
		return true
	}
	words := ""
	switch {
	case isConstant:
		words = constantMisfit(wanted, node)
	case value.isNil:
		if !canBeNil(wanted) {
			words = fmt.Sprintf("cannot assign nil to %s", wanted)
		}
	default:
		words = misfit(wanted, value)
	}
	if words == "" {
		return true
	}
	w.tell(node, problem{Is: "type", Error: words, Name: name, Given: index + 1, Wanted: wanted.String(), Found: foundWords(value),
		Parameters: parametersOf(function), IsParameter: value.isParameter, IsInput: value.isInput()})
	return false
}

func foundWords(value known) string {
	if value.isNil {
		return "nil"
	}
	return value.words()
}

// misfit is what is said of a value that no value of its kind can be right for; nothing where one can.
func misfit(wanted reflect.Type, value known) string {
	types := value.types()
	if len(types) == 0 {
		return ""
	}
	for _, of := range types {
		if of.AssignableTo(wanted) || of.Kind() == reflect.Pointer && of.Elem().AssignableTo(wanted) {
			return ""
		}
	}
	if value.of == nil {
		return fmt.Sprintf("wrong type for value; expected %s", wanted)
	}
	return fmt.Sprintf("wrong type for value; expected %s; got %s", wanted, value.of)
}

// constantMisfit holds a constant against a parameter: Go looks at how it is written.
func constantMisfit(wanted reflect.Type, node parse.Node) string {
	number, isNumber := node.(*parse.NumberNode)
	_, isString := node.(*parse.StringNode)
	_, isBool := node.(*parse.BoolNode)
	kind, isRight := "", false
	switch wanted.Kind() {
	case reflect.String:
		kind, isRight = "string", isString
	case reflect.Bool:
		kind, isRight = "bool", isBool
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		kind, isRight = "integer", isNumber && number.IsInt
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		kind, isRight = "unsigned integer", isNumber && number.IsUint
	case reflect.Float32, reflect.Float64:
		kind, isRight = "float", isNumber && number.IsFloat
	case reflect.Complex64, reflect.Complex128:
		kind, isRight = "complex", isNumber && number.IsComplex
	default:
		return fmt.Sprintf("can't handle %s for arg of type %s", node, wanted)
	}
	if isRight {
		return ""
	}
	return fmt.Sprintf("expected %s; found %s", kind, node)
}

func canBeNil(of reflect.Type) bool {
	switch of.Kind() {
	case reflect.Chan, reflect.Func, reflect.Interface, reflect.Map, reflect.Pointer, reflect.Slice:
		return true
	case reflect.Struct:
		return of == reflectType
	}
	return false
}

// result is what a call gives, after a look at what functions refuse that take anything.
func (w *walk) result(name string, node parse.Node, function reflect.Type, arguments []given) known {
	if _, isFunction := node.(*parse.IdentifierNode); isFunction && len(arguments) > 0 {
		switch name {
		case "index":
			return w.indexed(node, arguments)
		case "eq", "ne", "lt", "le", "gt", "ge":
			w.compared(name, node, arguments)
		case "regexReplaceAll", "regexReplaceAllLiteral", "regexFind", "regexFindAll", "regexSplit", "mustRegexMatch",
			"mustRegexFind", "mustRegexFindAll", "mustRegexReplaceAll", "mustRegexReplaceAllLiteral", "mustRegexSplit":
			w.pattern(name, arguments[0])
		case "len", "slugify":
			w.refusedInside(name, arguments)
		case "first", "rest", "last", "initial", "reverse", "uniq", "compact", "append", "push", "prepend", "without",
			"mustFirst", "mustRest", "mustLast", "mustInitial", "mustReverse", "mustUniq", "mustCompact", "mustAppend",
			"mustPush", "mustPrepend", "mustWithout":
			w.listed(name, arguments[0])
		case "has", "mustHas":
			w.listed(name, arguments[1])
		case "semver", "semverCompare":
			w.version(name, arguments[0])
		}
	}
	if function.NumOut() == 0 {
		return open
	}
	return ofType(function.Out(0))
}

// indexed is an item of what is indexed, by any number of indexes.
func (w *walk) indexed(node parse.Node, arguments []given) known {
	value := arguments[0].value
	for _, index := range arguments[1:] {
		if value.of == nil {
			text, _ := index.value.constant.(string)
			value = value.part(text)
			continue
		}
		wrong := ""
		switch value.of.Kind() {
		case reflect.Map:
			if index.value.of != nil && !index.value.of.AssignableTo(value.of.Key()) {
				wrong = fmt.Sprintf("value has type %s; should be %s", index.value.of, value.of.Key())
			}
		case reflect.Slice, reflect.Array, reflect.String:
			if index.value.of != nil && !index.value.of.ConvertibleTo(reflect.TypeFor[int]()) || isFloat(index.value.of) {
				wrong = fmt.Sprintf("cannot index slice/array with type %s", index.value.of)
			}
		default:
			wrong = fmt.Sprintf("can't index item of type %s", value.of)
		}
		if wrong != "" {
			w.tell(index.node, problem{Is: "index", Error: "error calling index: " + wrong, Name: "index",
				Found: value.words(), IsInput: value.isInput()})
			return told
		}
		if value.of.Kind() == reflect.String {
			value = ofType(reflect.TypeFor[uint8]())
		} else {
			text, _ := index.value.constant.(string)
			value = ofType(value.of.Elem()).orPart(value, text)
		}
	}
	return value
}

// orPart is the item itself, or where its type is open what the whole says of it.
func (value known) orPart(whole known, name string) known {
	if value.of == nil {
		return whole.part(name)
	}
	return value
}

func isFloat(of reflect.Type) bool {
	return of != nil && (of.Kind() == reflect.Float32 || of.Kind() == reflect.Float64)
}

// compared holds the values of a comparison against each other: Go compares none of different kinds.
func (w *walk) compared(name string, node parse.Node, arguments []given) {
	first := kindsOf(arguments[0].value)
	isOrdering := name != "eq" && name != "ne"
	// What stands further behind is compared only where nothing before it is equal.
	second := kindsOf(arguments[1].value)
	if len(first) > 0 && len(second) > 0 && !canCompare(first, second, isOrdering) {
		left, right := arguments[0].value, arguments[1].value
		w.tell(node, problem{Is: "compare", Error: "error calling " + name + ": incompatible types for comparison", Name: name,
			Wanted: right.words(), Found: left.words(), IsParameter: left.isParameter || right.isParameter,
			IsInput: left.isInput() || right.isInput()})
	}
}

// kindsOf are the kinds in which Go compares; none where they are open.
func kindsOf(value known) []string {
	kinds := []string{}
	if value.isNil {
		return kinds
	}
	for _, of := range value.types() {
		switch of.Kind() {
		case reflect.Bool:
			kinds = append(kinds, "bool")
		case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
			reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
			kinds = append(kinds, "integer")
		case reflect.Float32, reflect.Float64:
			kinds = append(kinds, "float")
		case reflect.Complex64, reflect.Complex128:
			kinds = append(kinds, "complex")
		case reflect.String:
			kinds = append(kinds, "string")
		default:
			kinds = append(kinds, "other")
		}
	}
	return kinds
}

func canCompare(left, right []string, isOrdering bool) bool {
	for _, a := range left {
		for _, b := range right {
			isOrdered := a != "bool" && a != "complex" && a != "other"
			if a == b && a != "other" && (!isOrdering || isOrdered) {
				return true
			}
		}
	}
	return false
}

// pattern reads a regular expression that stands in the template: Go knows fewer of them than others do.
func (w *walk) pattern(name string, argument given) {
	text, isText := argument.value.constant.(string)
	if !isText {
		return
	}
	if _, err := regexp.Compile(text); err != nil {
		w.tell(argument.node, problem{Is: "pattern", Error: err.Error(), Name: name, Found: err.Error()})
	}
}

func (w *walk) version(name string, argument given) {
	text, isText := argument.value.constant.(string)
	if !isText {
		return
	}
	_, err := semver.NewVersion(text)
	if name == "semverCompare" {
		_, err = semver.NewConstraint(text)
	}
	if err != nil {
		w.tell(argument.node, problem{Is: "pattern", Error: "error calling " + name + ": " + err.Error(), Name: name, Found: err.Error()})
	}
}
