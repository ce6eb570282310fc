    def find(self, people: list[dict], user_id: str | None, keyword: str | None) -> list[dict]:
        """The users of an id, or those in whose id, name or address the word is; all where neither is given."""
        users = [self.user_of(claims) for claims in people]
        if user_id:
            return [user for user in users if user["user_id"] == user_id]
        word = (keyword or "").lower()
        return [user for user in users if word in f"{user['user_id']} {user['name']} {user['email']}".lower()]
