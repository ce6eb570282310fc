package main

import (
	"fmt"
	"reflect"
)

// Some functions take anything, and look at it only when they are called.

// listed tells of what is no list where one is wanted (sprig 3.3.0, list.go).
func (w *walk) listed(name string, argument given) {
	if kinds := argument.value.types(); len(kinds) == 1 && !isList(kinds[0]) {
		words := fmt.Sprintf("error calling %s: Cannot find %s on type %s", name, name, kinds[0].Kind())
		w.tellInside(name, words, "[]interface {}", argument)
	}
}

func isList(of reflect.Type) bool {
	return of.Kind() == reflect.Slice || of.Kind() == reflect.Array
}

func (w *walk) refusedInside(name string, arguments []given) {
	if name == "len" {
		w.measured(arguments[0])
		return
	}
	wanted := []reflect.Type{reflect.TypeFor[int](), reflect.TypeFor[bool]()}
	for index, argument := range arguments {
		of := reflect.TypeFor[string]()
		if index < len(arguments)-1 {
			if index >= len(wanted) {
				continue
			}
			of = wanted[index]
		}
		kinds := argument.value.types()
		if len(kinds) > 0 && !contains(kinds, of) {
			words := fmt.Sprintf("error calling slugify: interface conversion: interface {} is not %s", of)
			if len(kinds) == 1 {
				words = fmt.Sprintf("error calling slugify: interface conversion: interface {} is %s, not %s", kinds[0], of)
			}
			w.tellInside(name, words, of.String(), argument)
			return
		}
	}
}

func contains(types []reflect.Type, wanted reflect.Type) bool {
	for _, of := range types {
		if of == wanted {
			return true
		}
	}
	return false
}

// measured tells of what has no length (text/template, funcs.go).
func (w *walk) measured(argument given) {
	kinds := argument.value.types()
	if len(kinds) != 1 {
		return
	}
	switch kinds[0].Kind() {
	case reflect.String, reflect.Slice, reflect.Array, reflect.Map, reflect.Chan, reflect.Pointer:
		return
	}
	w.tellInside("len", fmt.Sprintf("error calling len: len of type %s", kinds[0]), "[]interface {}", argument)
}

func (w *walk) tellInside(name, words, wanted string, argument given) {
	w.tell(argument.node, problem{Is: "type", Error: words, Name: name, Given: 1, Wanted: wanted,
		Found: argument.value.words(), IsParameter: argument.value.isParameter, IsInput: argument.value.isInput(),
		Parameters: parametersOf(functionTypes[name])})
}
