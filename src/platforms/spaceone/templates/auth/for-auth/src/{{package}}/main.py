"""The contract of {{title}}: what the platform calls, in the order in which it calls it."""

from __future__ import annotations

from {{package}}.connector.identity_connector import IdentityConnector
from {{package}}.manager.user_manager import UserManager


@app.route("Auth.init")
def auth_init(params: dict) -> dict:
    """Tell the login page how people log in.

    Called when a domain gets the plugin. The answer is shown to everybody, without a login, so of the options only
    those go into it that the login page needs.
    """
    options = params["options"]
    shown = {key: options[key] for key in ("client_id", "authorization_endpoint", "realm") if key in options}
    return {
        "metadata": {
            "protocol": options.get("protocol", "oidc"),
            "identity_provider": options.get("identity_provider", "keycloak"),
            **shown,
        }
    }


@app.route("Auth.verify")
def auth_verify(params: dict) -> None:
    """Check that the secret finds people. Returning means yes; an error of `spaceone.core.error` means no."""
    IdentityConnector(params["options"]).list_claims(params["secret_data"])


@app.route("Auth.find")
def auth_find(params: dict) -> dict:
    """Find people, by the id of one or by a word.

    Called when somebody adds a user. The platform adds one only where `total_count` is 1.
    """
    people = IdentityConnector(params["options"]).list_claims(params["secret_data"])
    users = UserManager().find(people, params.get("user_id"), params.get("keyword"))
    return {"results": users, "total_count": len(users)}


@app.route("Auth.login")
def auth_login(params: dict) -> dict:
    """Say whose credentials these are.

    Called at each login. `secret_data` is always empty, so all that is needed stands in the options. Returning
    a user lets that person in; any error keeps the person out.
    """
    claims = IdentityConnector(params["options"]).get_claims(params["user_credentials"].get("access_token"))
    return UserManager().user_of(claims)
