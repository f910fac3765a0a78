"""Requests to an endpoint: what is sent, how often it is tried, and the sentence where it fails.

All that we send may be sent twice and does the same: queries, whole graphs, and additions and removals of named statements.  So a request
that the endpoint was too busy for (429, 503) or that was lost is sent again, a little later each time.
"""

from __future__ import annotations

import os
import threading
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from kg.stores.remote import credentials
from kg.stores.remote.address import Address
from kg.stores.store import StoreError

TIMEOUT = "KG_STORE_TIMEOUT"
#: Seconds for reaching a host, and for the first byte of its answer.
REACH_SECONDS, ANSWER_SECONDS = 10.0, 300.0
_TRIES, _BACKOFF, _LONGEST = 5, 0.3, 30.0
_BUSY = (429, 502, 503, 504)
_REDIRECTS = (301, 302, 303, 307, 308)
_SHOWN = 300


class RequestRefused(StoreError):
    """An endpoint answered with a status that is no success; ``status`` is the HTTP status."""

    def __init__(self, status: int, sentence: str) -> None:
        self.status = status
        super().__init__(sentence)


class Connection:
    """Requests to the addresses of one endpoint, from any thread."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._auth = {url: credentials.of(url) for url in {address.query, *address.update, *address.graphs}}
        self._sessions = threading.local()
        self._timeout = (REACH_SECONDS, _seconds())

    def query(self, text: str, *, accept: str, default: tuple[str, ...] = (), named: tuple[str, ...] = ()) -> bytes:
        """The body of the answer to a query (SPARQL 1.1 Protocol, 2.1.2: by POST with URL-encoded parameters).

        :raises StoreError: no answer, or none of the media type ``accept``.
        """
        fields = [
            ("query", text),
            *(("default-graph-uri", g) for g in default),
            *(("named-graph-uri", g) for g in named),
        ]
        answer = self.send("POST", self.address.query, data=fields, headers={"Accept": accept})
        media = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if media not in _MEDIA.get(accept, (accept,)):
            raise StoreError(
                f"{plain(self.address.query)} answered with {media or 'no media type'} and not with a SPARQL result: --store takes the query address of an "
                "endpoint, for instance https://host/sparql."
            )
        return answer.content

    def send(
        self,
        method: str,
        url: str,
        *,
        data: bytes | list[tuple[str, str]] | None = None,
        params: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> requests.Response:
        """Send a request and wait for a success; a redirect within the same host is followed.

        :raises RequestRefused: the answer is no success.
        :raises StoreError: there is no answer.
        """
        target = url
        for _ in range(4):
            try:
                answer = self._session().request(
                    method, target, data=data, params=params, headers=headers, auth=self._auth.get(url),
                    timeout=self._timeout, allow_redirects=False,
                )  # fmt: skip
            except requests.RequestException as error:
                raise StoreError(_unreachable(url, error)) from None
            if answer.status_code not in _REDIRECTS:
                break
            onward = urljoin(target, answer.headers.get("Location", ""))
            here, there = urlsplit(target), urlsplit(onward)
            # Neither a password nor what is asked goes to somebody else, nor in the open where it was sealed.
            if there.hostname != here.hostname or (here.scheme, there.scheme) == ("https", "http"):
                raise StoreError(
                    f"{url} redirects to {there.scheme}://{there.netloc}: if that is right, name that address."
                )
            target, params = onward, None
        if answer.status_code >= 300:
            raise RequestRefused(answer.status_code, _refused(url, answer))
        return answer

    def close(self) -> None:
        """Let go of this thread's connections."""
        session = getattr(self._sessions, "session", None)
        if session is not None:
            session.close()
            del self._sessions.session

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._sessions, "session", None)
        if session is None:
            session = self._sessions.session = requests.Session()
            adapter = HTTPAdapter(
                max_retries=Retry(
                    total=_TRIES, connect=2, read=2, backoff_factor=_BACKOFF, backoff_max=_LONGEST, status_forcelist=_BUSY,
                    allowed_methods=None, respect_retry_after_header=True, raise_on_status=False,
                )
            )  # fmt: skip
            session.mount("http://", adapter)
            session.mount("https://", adapter)
            session.headers["User-Agent"] = "policy-kg"
            # Names and passwords of .netrc come by way of credentials, which can also answer Digest.
            session.auth = lambda request: request
        return session


_JSON = "application/sparql-results+json"
_MEDIA = {
    _JSON: (_JSON, "application/json"),
    "application/n-triples": ("application/n-triples", "text/plain", "text/turtle"),
}


def _seconds() -> float:
    try:
        return max(1.0, float(os.environ.get(TIMEOUT, ANSWER_SECONDS)))
    except ValueError:
        raise StoreError(f"{TIMEOUT} must be a number of seconds.") from None


def _unreachable(url: str, error: requests.RequestException) -> str:
    place = plain(url, path=False)
    if isinstance(error, requests.exceptions.SSLError):
        return f"The certificate of {place} is not trusted; ask who runs it, or name the file of its authority in REQUESTS_CA_BUNDLE."
    if isinstance(error, requests.ReadTimeout):
        return f"{place} took too long to answer; narrow the question, or allow more seconds with {TIMEOUT}."
    if isinstance(error, requests.ConnectionError | requests.Timeout):
        return f"{place} does not answer: is the address right, and is the endpoint running? What was reported as stored is kept; run the command again."
    return f"{place} cannot be asked ({type(error).__name__})."


def plain(url: str, *, path: bool = True) -> str:
    """An address to show: without its parameters, which may hold a key."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{parts.path if path else ''}"


def _refused(url: str, answer: requests.Response) -> str:
    url = plain(url)
    if answer.status_code in (401, 403):
        return (
            f"{url} refused access ({answer.status_code}): set KG_STORE_USER and KG_STORE_PASSWORD, or KG_STORE_TOKEN, to somebody "
            "who may do this."
        )
    if answer.status_code in _BUSY:
        return f"{url} is too busy ({answer.status_code}); try again later."
    if answer.status_code == 404:
        return f"There is nothing at {url} (404): is the address right?"
    said = " ".join(answer.text[: 4 * _SHOWN].split())[:_SHOWN]
    return f"{url} refused this ({answer.status_code}): {said}"
