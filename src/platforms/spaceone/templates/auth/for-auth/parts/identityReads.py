    def list_claims(self, secret_data: dict) -> list[dict]:
        """All people, for an administrator who adds a user: with the secret of the domain, never with a login."""
        if self._sample is not None:
            return list(self._sample.values())
        for key in ("users_endpoint", "token"):
            if not secret_data.get(key):
                raise ERROR_REQUIRED_PARAMETER(key=f"secret_data.{key}")
        return self._get(secret_data["users_endpoint"], secret_data["token"], list)
