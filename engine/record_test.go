package main

import (
	"encoding/json"
	"math/rand"
	"os"
	"testing"
)

// recorded is a template with what Go does with it and what is said of it.
type recorded struct {
	Text     string    `json:"text"`
	IsTaken  bool      `json:"isTaken"`
	IsRead   bool      `json:"isRead"`
	Problems []problem `json:"problems"`
}

// TestRecord writes templates of the fixed seed into the file that RECORD names: what runs without Go is held to that.
func TestRecord(t *testing.T) {
	file := os.Getenv("RECORD")
	if file == "" {
		t.Skip("RECORD names no file")
	}
	all := sets()
	random := maker{rand.New(rand.NewSource(fuzzSeed))}
	lines := []byte{}
	for range 400 {
		text := random.template(2)
		isTaken, _ := takes(text, all)
		line, err := json.Marshal(recorded{text, isTaken || mayBeSkipped(text), !isOfParser(text), judge(text).Problems})
		if err != nil {
			t.Fatal(err)
		}
		lines = append(append(lines, line...), '\n')
	}
	if err := os.WriteFile(file, lines, 0o644); err != nil {
		t.Fatal(err)
	}
}
