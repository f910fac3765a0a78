"""Who we are for an endpoint: from the environment or the file .netrc, never from its address, and never shown.

``KG_STORE_USER`` and ``KG_STORE_PASSWORD`` are sent as Basic or Digest, as the endpoint asks (RFC 7617, RFC 7616); ``KG_STORE_TOKEN`` as a
Bearer token (RFC 6750).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from requests.auth import AuthBase, HTTPDigestAuth, _basic_auth_str
from requests.utils import get_netrc_auth

if TYPE_CHECKING:
    from requests import PreparedRequest, Response

USER, PASSWORD, TOKEN = "KG_STORE_USER", "KG_STORE_PASSWORD", "KG_STORE_TOKEN"


def of(address: str) -> AuthBase | None:
    """What is sent to an address with each request; None where nothing is known."""
    token = os.environ.get(TOKEN)
    if token:
        return Bearer(token)
    user = os.environ.get(USER)
    if user is not None:
        return Password(user, os.environ.get(PASSWORD, ""))
    found = get_netrc_auth(address)
    return Password(*found) if found else None


class Bearer(AuthBase):
    """A token."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        """Put the token on a request."""
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class Password(HTTPDigestAuth):
    """A name and password, in the way for which the endpoint asks: nothing is sent before it asks."""

    def __init__(self, user: str, password: str) -> None:
        super().__init__(user, password)
        self._basic = ""

    def __call__(self, request: PreparedRequest) -> Any:
        """Put on a request what the endpoint asked for before."""
        if not self._basic:
            return super().__call__(request)  # type: ignore[no-untyped-call]
        request.headers["Authorization"] = self._basic
        return request

    def handle_401(self, r: Response, **kwargs: Any) -> Any:
        """Answer the endpoint's question once."""
        asked = r.headers.get("WWW-Authenticate", "").lower()
        if r.status_code != 401 or "digest" in asked or "basic" not in asked or self._basic:
            return super().handle_401(r, **kwargs)  # type: ignore[no-untyped-call]
        self._basic = str(_basic_auth_str(self.username, self.password))
        # Read to the end, so that the connection can be used again.
        _ = r.content
        r.close()
        again = r.request.copy()
        again.headers["Authorization"] = self._basic
        answered = r.connection.send(again, **kwargs)
        answered.history.append(r)
        answered.request = again
        return answered
