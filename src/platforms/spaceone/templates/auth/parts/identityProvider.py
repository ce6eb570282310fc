TOKEN = "a token for tests"


@contextmanager
def identity_provider(claims: dict) -> Iterator[dict]:
    """An identity provider that gives these claims to whoever has the token; yields the options for it."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            allowed = self.headers["Authorization"] == f"Bearer {TOKEN}"
            body = json.dumps(claims).encode()
            self.send_response(200 if allowed else 401)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield {"userinfo_endpoint": f"http://127.0.0.1:{server.server_port}/userinfo"}
    finally:
        server.shutdown()
        server.server_close()
