package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// call calls the server as the ApplicationSet controller does.
func call(t *testing.T, path, authorization, input string) (int, string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte("token-of-the-test\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TOKEN_FILE", file)
	body := strings.NewReader(`{"applicationSetName":"test","input":` + input + `}`)
	request := httptest.NewRequest(http.MethodPost, path, body)
	if authorization != "" {
		request.Header.Set("Authorization", authorization)
	}
	recorder := httptest.NewRecorder()
	handler().ServeHTTP(recorder, request)
	return recorder.Code, recorder.Body.String()
}

const right = "Bearer token-of-the-test"

func TestGivesAParameterSetForEachEnvironment(t *testing.T) {
	status, body := call(t, endpoint, right, `{"parameters":{"environments":["dev","prod"]}}`)
	wanted := `{"output":{"parameters":[` +
		`{"environment":"dev","revision":"HEAD","replicas":"1"},` +
		`{"environment":"prod","revision":"HEAD","replicas":"3"}]}}`
	if status != http.StatusOK || body != wanted {
		t.Errorf("it answers %d %s", status, body)
	}
}

func TestGivesNothingAwayWithoutTheToken(t *testing.T) {
	for _, authorization := range []string{"", "Bearer ", "Bearer token-of-the-tes", "Bearer another"} {
		status, body := call(t, endpoint, authorization, `{"parameters":{"environments":["dev"]}}`)
		if status != http.StatusForbidden || body != `{"message":"The token is not the one of this generator."}` {
			t.Errorf("%q: it answers %d %s", authorization, status, body)
		}
	}
}

func TestRefusesAnInputWithoutParameters(t *testing.T) {
	for _, input := range []string{`{}`, `{"parameters":null}`} {
		status, body := call(t, endpoint, right, input)
		if status != http.StatusBadRequest || !strings.Contains(body, "Name environments in input.parameters") {
			t.Errorf("%s: it answers %d %s", input, status, body)
		}
	}
}

func TestRefusesAnEnvironmentThatIsNotThere(t *testing.T) {
	status, body := call(t, endpoint, right, `{"parameters":{"environments":["moon"]}}`)
	if status != http.StatusBadRequest || !strings.Contains(body, `There is no environment \"moon\"`) {
		t.Errorf("it answers %d %s", status, body)
	}
}

func TestHasNothingAtOtherPaths(t *testing.T) {
	if status, _ := call(t, "/api/v1/other", right, `{}`); status != http.StatusNotFound {
		t.Errorf("it answers %d", status)
	}
}
