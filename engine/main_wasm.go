//go:build wasip1

package main

import "unsafe"

func main() {}

// Both stay where they are until the next question.
var asked, answered []byte

// room gives the address at which a question of that many bytes is to be written.
//
//go:wasmexport room
func room(length int32) unsafe.Pointer {
	asked = make([]byte, length+1)[:length]
	return unsafe.Pointer(unsafe.SliceData(asked))
}

// ask answers the question that was written there, and tells the length of the answer.
//
//go:wasmexport ask
func ask() int32 {
	answered = answer(asked)
	return int32(len(answered))
}

// said gives the address of the answer.
//
//go:wasmexport said
func said() unsafe.Pointer {
	return unsafe.Pointer(unsafe.SliceData(answered))
}
