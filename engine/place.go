package main

import (
	"strings"
	"unicode/utf8"
)

// Go tells the line of a mistake and no more. But it reads from left to right: the mistake ends where every longer
// beginning of the text is refused with the same words, and the shorter one is not.

// parseWork limits the bytes that are read anew to find a place.
const parseWork = 400_000

type placeSearch struct {
	text    string
	words   string
	refusal func(string) string
	work    int
}

// placeOf finds where the words that a text is refused with belong; the whole of it where that is too much work.
func placeOf(text, words string, refusal func(string) string) (start, end int) {
	search := &placeSearch{text: text, words: words, refusal: refusal, work: parseWork + 12*len(text)}
	var low, high int
	if isOfTheEnd(words) {
		low, high = search.lastAction(), len(text)
	} else {
		low, high = search.refusedAction()
	}
	end = search.firstRefused(low, high)
	if search.work < 0 {
		return 0, len(text)
	}
	if end > high || end <= low {
		end = high
	}
	if strings.HasPrefix(words, "unterminated") {
		return max(low, end-1), len(text)
	}
	if words == "unclosed action" || strings.HasPrefix(words, "unclosed comment") {
		return low, len(text)
	}
	return startOf(text, words, low, end), end
}

// isOfTheEnd is true for words that the beginning of a right text is refused with as well.
func isOfTheEnd(words string) bool {
	return strings.HasPrefix(words, "unclosed") && words != "unclosed left paren" ||
		strings.HasPrefix(words, "unterminated") || words == "unexpected EOF"
}

func (search *placeSearch) isSame(end int) bool {
	search.work -= end
	return search.work > 0 && search.refusal(search.text[:end]) == search.words
}

// refusedAction is the first action that is refused, by where the one before it ends and where it ends.
func (search *placeSearch) refusedAction() (low, high int) {
	ends := []int{0}
	for at := 0; ; {
		next := strings.Index(search.text[at:], "}}")
		if next < 0 {
			break
		}
		at += next + 2
		ends = append(ends, at)
	}
	ends = append(ends, len(search.text))
	first, last := 1, len(ends)-1
	for first < last {
		middle := (first + last) / 2
		if search.isSame(ends[middle]) {
			last = middle
		} else {
			first = middle + 1
		}
	}
	low, high = ends[first-1], ends[first]
	if open := strings.Index(search.text[low:high], "{{"); open >= 0 {
		low += open
	}
	return low, high
}

// lastAction is where the action begins that the text ends in the middle of.
func (search *placeSearch) lastAction() int {
	for at := len(search.text); at > 0; {
		open := strings.LastIndex(search.text[:at], "{{")
		if open < 0 {
			return 0
		}
		search.work -= open
		if words := search.refusal(search.text[:open]); words == "" || words == "unexpected EOF" {
			return open
		}
		if at = open; search.work < 0 {
			break
		}
	}
	return 0
}

// firstRefused goes back from the end of an action as long as its beginning is refused with the same words.
func (search *placeSearch) firstRefused(low, high int) int {
	end := high
	for end > low {
		_, size := utf8.DecodeLastRuneInString(search.text[low:end])
		if !search.isSame(end - size) {
			return end
		}
		end -= size
	}
	return end
}

// startOf is where the word begins that the refusal names, which ends where the text is refused.
func startOf(text, words string, low, end int) int {
	read := text[low:end]
	if strings.HasPrefix(words, "bad character") {
		_, size := utf8.DecodeLastRuneInString(read)
		return end - size
	}
	for _, quote := range []string{`"`, `'`} {
		parts := strings.SplitN(words, quote, 3)
		if len(parts) == 3 && strings.HasSuffix(read, parts[1]) {
			return end - len(parts[1])
		}
	}
	return low
}
