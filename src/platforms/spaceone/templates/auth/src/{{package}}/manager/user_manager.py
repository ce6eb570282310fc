"""What a person of the identity provider becomes for the platform."""

from __future__ import annotations

from spaceone.core.manager import BaseManager

from {{package}}.error import ERROR_IDENTITY_PROVIDER

#: The platform keeps no longer one.
_LONGEST_USER_ID = 60


class UserManager(BaseManager):
    def user_of(self, claims: dict) -> dict:
        """A user by the claims of OpenID Connect; the id stays the same whatever the person is called."""
        user_id = self._user_id(claims)
        return {
            "user_id": user_id,
            "name": claims.get("name") or user_id,
            "email": claims.get("email") or "",
            "group": ", ".join(claims.get("groups") or []),
            "state": "ENABLED",
        }

{{userReads}}

    @staticmethod
    def _user_id(claims: dict) -> str:
        user_id = str(claims.get("sub") or "")
        if not 0 < len(user_id) <= _LONGEST_USER_ID:
            # Cut short it could be somebody else's.
            raise ERROR_IDENTITY_PROVIDER(reason=f"The id of the person has {len(user_id)} characters.")
        return user_id
