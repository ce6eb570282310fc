// Answers Argo CD's ApplicationSet controller with the parameter sets of {{name}}.
//
// The controller posts an ApplicationSet's input to /api/v1/getparams.execute, with the token of its Secret, and makes an
// Application of every parameter set in the answer. What it is to make Applications of stands in generator.go.
package main

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strings"
	"time"
)

const (
	endpoint = "/api/v1/getparams.execute"
	// No object of Kubernetes is as large, and the input is a part of one.
	largestBody = 4 << 20
)

// failed is a request that is answered with a status and a message, which Argo CD shows to the ApplicationSet's author.
type failed struct {
	status  int
	message string
}

func (f failed) Error() string { return f.message }

func handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/healthz", func(response http.ResponseWriter, _ *http.Request) {
		answer(response, http.StatusOK, map[string]string{"status": "ok"})
	})
	mux.HandleFunc(endpoint, execute)
	mux.HandleFunc("/", func(response http.ResponseWriter, request *http.Request) {
		answer(response, http.StatusNotFound, map[string]string{"message": "There is nothing at " + request.URL.Path + "."})
	})
	return mux
}

func execute(response http.ResponseWriter, request *http.Request) {
	sets, err := setsFor(request)
	var failure failed
	var refusal refused
	switch {
	case err == nil:
		answer(response, http.StatusOK, map[string]any{"output": map[string]any{"parameters": sets}})
	case errors.As(err, &failure):
		answer(response, failure.status, map[string]string{"message": failure.message})
	case errors.As(err, &refusal):
		answer(response, http.StatusBadRequest, map[string]string{"message": refusal.Error()})
	default:
		// The cause is for the log: whatever the answer says stands in the ApplicationSet's status.
		log.Print(err)
		answer(response, http.StatusInternalServerError, map[string]string{"message": "The generator failed. Its log says why."})
	}
}

func setsFor(request *http.Request) ([]parameterSet, error) {
	// Read in any case: a connection that is closed before its request is read takes the answer with it.
	body, err := io.ReadAll(io.LimitReader(request.Body, largestBody+1))
	if err != nil {
		return nil, failed{http.StatusBadRequest, "The request broke off."}
	}
	if request.Method != http.MethodPost {
		return nil, failed{http.StatusMethodNotAllowed, "The parameters are asked for with POST."}
	}
	if len(body) > largestBody {
		return nil, failed{http.StatusRequestEntityTooLarge, "The request is too large."}
	}
	if err := authorize(request.Header.Get("Authorization")); err != nil {
		return nil, err
	}
	parameters, err := parametersOf(body)
	if err != nil {
		return nil, err
	}
	return parameterSets(parameters)
}

// authorize reads the token anew each time: Kubernetes replaces the file when the Secret changes.
func authorize(given string) error {
	token, err := readToken()
	if err != nil {
		return err
	}
	wanted, got := sha256.Sum256([]byte("Bearer "+token)), sha256.Sum256([]byte(given))
	if subtle.ConstantTimeCompare(wanted[:], got[:]) != 1 {
		return failed{http.StatusForbidden, "The token is not the one of this generator."}
	}
	return nil
}

// readToken gives the token without the line end that many editors and tools put behind it.
func readToken() (string, error) {
	text, err := os.ReadFile(variable("TOKEN_FILE", "/var/run/argo/token"))
	if err != nil {
		log.Printf("The token cannot be read: %v", err)
		return "", failed{http.StatusInternalServerError, "The generator cannot read its token."}
	}
	token := strings.TrimSpace(string(text))
	if token == "" {
		return "", failed{http.StatusInternalServerError, "The token of the generator is empty."}
	}
	return token, nil
}

// parametersOf gives the input's parameters. Where an ApplicationSet gives none, the controller sends an input without
// the key.
func parametersOf(body []byte) (map[string]any, error) {
	var request struct {
		Input struct {
			Parameters map[string]any `json:"parameters"`
		} `json:"input"`
	}
	if err := json.Unmarshal(body, &request); err != nil {
		return nil, failed{http.StatusBadRequest, "The request is not the JSON of a plugin's call."}
	}
	return request.Input.Parameters, nil
}

func answer(response http.ResponseWriter, status int, content any) {
	body, err := json.Marshal(content)
	if err != nil {
		log.Print(err)
		status, body = http.StatusInternalServerError, []byte(`{"message":"The generator failed. Its log says why."}`)
	}
	response.Header().Set("Content-Type", "application/json")
	response.WriteHeader(status)
	if _, err := response.Write(body); err != nil {
		log.Printf("The answer broke off: %v", err)
	}
}

func variable(name, unlessSet string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return unlessSet
}

func main() {
	address := net.JoinHostPort(variable("HOST", "0.0.0.0"), variable("PORT", "8080"))
	server := &http.Server{Addr: address, Handler: handler(), ReadTimeout: 30 * time.Second}
	log.Printf("Listening on %s", address)
	log.Fatal(server.ListenAndServe())
}
