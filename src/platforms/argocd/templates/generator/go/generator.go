package main

import (
	"fmt"
	"slices"
	"strings"
)

// What the Applications of an ApplicationSet are made of: the part to change.

// parameterSet is what one Application is made of. Texts reach the templates as they are; a number would be a float
// there, and 1234567 read 1.234567e+06.
type parameterSet struct {
	Environment string `json:"environment"`
	Revision    string `json:"revision"`
	Replicas    string `json:"replicas"`
}

var environments = []parameterSet{
	{Environment: "dev", Revision: "HEAD", Replicas: "1"},
	{Environment: "prod", Revision: "HEAD", Replicas: "3"},
}

// refused is an input that the generator cannot use; the controller then keeps all Applications as they are.
type refused string

func (r refused) Error() string { return string(r) }

// parameterSets gives one parameter set for each environment that the ApplicationSet's input names. An empty list is an
// answer too, and makes the controller delete every Application of the set: refuse what makes no sense.
func parameterSets(parameters map[string]any) ([]parameterSet, error) {
	wanted, isList := parameters["environments"].([]any)
	if !isList || len(wanted) == 0 {
		return nil, refused("Name environments in input.parameters, such as [dev, prod].")
	}
	sets := []parameterSet{}
	for _, name := range wanted {
		at := slices.IndexFunc(environments, func(each parameterSet) bool { return any(each.Environment) == name })
		if at < 0 {
			return nil, refused(fmt.Sprintf("There is no environment %q. There are %s.", name, names()))
		}
		if !slices.Contains(sets, environments[at]) {
			sets = append(sets, environments[at])
		}
	}
	return sets, nil
}

func names() string {
	all := []string{}
	for _, each := range environments {
		all = append(all, each.Environment)
	}
	return strings.Join(all, ", ")
}
