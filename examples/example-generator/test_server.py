"""Calls the server as the ApplicationSet controller does. Run with: python -m unittest"""

import http.client
import json
import os
import tempfile
import threading
import unittest

from server import ENDPOINT, Handler, Server


class TestServer(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        token_file = os.path.join(cls.folder.name, "token")
        with open(token_file, "w", encoding="utf-8") as file:
            file.write("token-of-the-test\n")
        os.environ["TOKEN_FILE"] = token_file
        cls.server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=cls.server.serve_forever, daemon=True).start()

    @classmethod
    def tearDownClass(cls):
        cls.server.shutdown()
        cls.server.server_close()
        cls.folder.cleanup()
        del os.environ["TOKEN_FILE"]

    def call(self, given, token="token-of-the-test", path=ENDPOINT):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.server_port, timeout=10)
        try:
            body = json.dumps({"applicationSetName": "test", "input": given})
            headers = {"Content-Type": "application/json"}
            if token is not None:
                headers["Authorization"] = f"Bearer {token}"
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    def test_gives_a_parameter_set_for_each_environment(self):
        status, answer = self.call({"parameters": {"environments": ["dev", "prod"]}})
        self.assertEqual(status, 200)
        self.assertEqual(
            answer["output"]["parameters"],
            [
                {"environment": "dev", "revision": "HEAD", "replicas": "1"},
                {"environment": "prod", "revision": "HEAD", "replicas": "3"},
            ],
        )

    def test_gives_nothing_away_without_the_token(self):
        for token in (None, "", "token-of-the-tes", "another"):
            with self.subTest(token=token):
                answer = self.call({"parameters": {"environments": ["dev"]}}, token)
                self.assertEqual(answer, (403, {"message": "The token is not the one of this generator."}))

    def test_refuses_an_input_without_parameters(self):
        expected = (400, {"message": "Name environments in input.parameters, such as [dev, prod]."})
        self.assertEqual(self.call({}), expected)
        self.assertEqual(self.call({"parameters": None}), expected)

    def test_refuses_an_environment_that_is_not_there(self):
        status, answer = self.call({"parameters": {"environments": ["moon"]}})
        self.assertEqual((status, answer), (400, {"message": "There is no environment 'moon'. There are dev, prod."}))

    def test_has_nothing_at_other_paths(self):
        self.assertEqual(self.call({}, path="/api/v1/other")[0], 404)


if __name__ == "__main__":
    unittest.main()
