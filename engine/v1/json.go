// Package v1 has the one type of Kubernetes that a template can meet: its name is a part of Go's error texts.
package v1

// JSON is a value as the API server keeps it. The parameters of a plugin's input come back as such
// (apiextensions-apiserver, pkg/apis/apiextensions/v1: type JSON).
type JSON struct {
	Raw []byte
}

// MarshalJSON gives the value itself, so that toJson and toYaml can read it.
func (value JSON) MarshalJSON() ([]byte, error) {
	if len(value.Raw) == 0 {
		return []byte("null"), nil
	}
	return value.Raw, nil
}

// UnmarshalJSON keeps the value as it is written.
func (value *JSON) UnmarshalJSON(data []byte) error {
	value.Raw = append(value.Raw[:0], data...)
	return nil
}
