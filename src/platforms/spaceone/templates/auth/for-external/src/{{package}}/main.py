"""The contract of {{title}}: what the platform calls, in the order in which it calls it."""

from __future__ import annotations

{{serverImport}}

from {{package}}.connector.identity_connector import IdentityConnector
from {{package}}.manager.user_manager import UserManager

{{serverObject}}

#: Options that the login page needs; nothing else of the options is shown to people who are not logged in.
_FOR_THE_LOGIN_PAGE = ("client_id", "authorization_endpoint", "realm", "idp_name", "icon")


@app.route("ExternalAuth.init")
def external_auth_init(params: dict) -> dict:
    """Tell the login page how people log in.

    Called once, when somebody sets the external authentication of a domain; the options have `protocol` and
    `identity_provider`. The answer is shown to everybody, without a login.
    """
    options = params["options"]
    shown = {key: options[key] for key in _FOR_THE_LOGIN_PAGE if key in options}
    return {
        "metadata": {
            "protocol": options.get("protocol", "oidc"),
            "identity_provider": options.get("identity_provider", "keycloak"),
            **shown,
        }
    }


@app.route("ExternalAuth.authorize")
def external_auth_authorize(params: dict) -> dict:
    """Say whose credentials these are.

    Called at each login. `secret_data` is always empty, so all that is needed stands in the options. Returning
    a user lets that person in; any error keeps the person out, and is told as "Invalid credentials provided.".
    """
    claims = IdentityConnector(params["options"]).get_claims(params["credentials"].get("access_token"))
    return UserManager().user_of(claims)
