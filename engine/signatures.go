package main

import (
	"fmt"
	"reflect"
	"text/template"
)

var (
	anyType     = reflect.TypeFor[any]()
	reflectType = reflect.TypeFor[reflect.Value]()
)

// signatures are the types of all functions. Those of Go's own that are not exported are written down: they take
// any values, and look at them when they are called (text/template, funcs.go).
func signatures() map[string]reflect.Type {
	type (
		value      = reflect.Value
		comparison = func(value, value) (bool, error)
	)
	types := map[string]reflect.Type{
		"and":      reflect.TypeFor[func(value, ...value) value](),
		"or":       reflect.TypeFor[func(value, ...value) value](),
		"not":      reflect.TypeFor[func(value) bool](),
		"len":      reflect.TypeFor[func(value) (int, error)](),
		"index":    reflect.TypeFor[func(value, ...value) (value, error)](),
		"slice":    reflect.TypeFor[func(value, ...value) (value, error)](),
		"call":     reflect.TypeFor[func(value, ...value) (value, error)](),
		"html":     reflect.TypeOf(template.HTMLEscaper),
		"js":       reflect.TypeOf(template.JSEscaper),
		"urlquery": reflect.TypeOf(template.URLQueryEscaper),
		"print":    reflect.TypeOf(fmt.Sprint),
		"printf":   reflect.TypeOf(fmt.Sprintf),
		"println":  reflect.TypeOf(fmt.Sprintln),
		"eq":       reflect.TypeFor[func(value, ...value) (bool, error)](),
		"ne":       reflect.TypeFor[comparison](),
		"lt":       reflect.TypeFor[comparison](),
		"le":       reflect.TypeFor[comparison](),
		"gt":       reflect.TypeFor[comparison](),
		"ge":       reflect.TypeFor[comparison](),
	}
	for name, function := range table {
		types[name] = reflect.TypeOf(function)
	}
	return types
}
