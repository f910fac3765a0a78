"""Who may read the site: a file with a name and a scrypt hash a line, made by ``kg password``.

A person logs in with name and password (HTTP Basic, RFC 7617), a program also with a key, ``Authorization: Bearer NAME.SECRET`` (RFC 6750).
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import os
import re
import secrets
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from kg.tables.messages import UserError

if TYPE_CHECKING:
    from starlette.requests import Request

# Cost of a new hash: what OWASP's Password Storage Cheat Sheet asks of scrypt with 16 MB.
_COST = (1 << 14, 8, 5)
_SALT = 16
_KEY = 32
_KEPT = re.compile(r"scrypt:\d+:\d+:\d+:[A-Za-z0-9+/]+=*:[A-Za-z0-9+/]+=*")
# Credentials that were found right are not hashed again with every request.
_REMEMBERED = 1_000
# Hashing takes a quarter of a second each, one at a time: so many may wait.
_AT_ONCE = 40


class LoginError(UserError):
    """A file of passwords that cannot be used."""


class TooManyAtOnce(Exception):
    """So many log in that this one was not looked at."""


class Logins:
    """Those who may read; the file is read again when it has changed."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._secret = secrets.token_bytes(32)
        self._known: OrderedDict[bytes, None] = OrderedDict()
        self._hashing = ThreadPoolExecutor(1, thread_name_prefix="kg-login")
        self._waiting = 0
        self._stamp = self._changed()
        self._hashes = read(file)
        # A name that is not there takes as long as one that is.
        self._nobody = hashed("")

    async def known(self, header: str) -> bool:
        """Whether an Authorization header names one of them with the right password or key.

        :raises TooManyAtOnce: it was not looked at.
        """
        stamp = self._changed()
        if stamp != self._stamp:
            self._stamp = stamp
            with suppress(LoginError):  # those of before stay until it can be read
                self._hashes = read(self.file)
                self._known.clear()
        seen = hmac.digest(self._secret, header.encode("utf-8", "replace"), "sha256")
        if seen in self._known:
            return True
        given = credentials(header)
        if given is None:
            return False
        if self._waiting >= _AT_ONCE:
            raise TooManyAtOnce
        self._waiting += 1
        try:
            name, secret = given
            found = self._hashing.submit(fits, secret, self._hashes.get(name, self._nobody))
            right = await asyncio.wrap_future(found) and name in self._hashes
        finally:
            self._waiting -= 1
        if right:
            self._known[seen] = None
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return right

    def _changed(self) -> tuple[int, int] | None:
        try:
            status = self.file.stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size


def credentials(header: str) -> tuple[str, str] | None:
    """Name and secret of an Authorization header; None where it has none."""
    scheme, _, rest = header.partition(" ")
    if scheme.lower() == "bearer":
        name, dot, secret = rest.strip().rpartition(".")
    elif scheme.lower() == "basic":
        try:
            name, dot, secret = base64.b64decode(rest.strip(), validate=True).decode().partition(":")
        except ValueError:
            return None
    else:
        return None
    return (name, secret) if dot and name and secret else None


def who(request: Request) -> str:
    """The name with which somebody logged in who sent a request; blank where nobody has to."""
    found = credentials(request.headers.get("authorization", ""))
    return found[0] if found else ""


def hashed(secret: str) -> str:
    """The hash of a password or key as the file has it: ``scrypt:N:r:p:SALT:HASH``."""
    salt = secrets.token_bytes(_SALT)
    n, r, p = _COST
    return f"scrypt:{n}:{r}:{p}:{_written(salt)}:{_written(_scrypt(secret, salt, n, r, p))}"


def fits(secret: str, kept: str) -> bool:
    """Whether a password or key is the one of a hash."""
    _, n, r, p, salt, digest = kept.split(":")
    found = _scrypt(secret, base64.b64decode(salt), int(n), int(r), int(p))
    return hmac.compare_digest(found, base64.b64decode(digest))


def read(file: Path) -> dict[str, str]:
    """The hashes of a file by name.

    :raises LoginError: it cannot be read, or a line is none of ``kg password``.
    """
    try:
        lines = file.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise LoginError(f"The file of passwords {file} cannot be read ({error}).") from error
    found = {}
    for number, line in enumerate(lines, 1):
        name, _, kept = line.strip().partition(":")
        if not name or name.startswith("#"):
            continue
        if not _KEPT.fullmatch(kept):
            raise LoginError(
                f"{file}, line {number}, is no name with its hash; `kg password {file} NAME` writes such a line."
            )
        found[name] = kept
    return found


def write(file: Path, name: str, secret: str) -> None:
    """Let ``name`` in with this password or key from now on, in place of an earlier one.

    :raises LoginError: the file cannot be read or written.
    """
    kept = read(file) if file.exists() else {}
    kept[name] = hashed(secret)
    made = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
            out.writelines(f"{one}:{value}\n" for one, value in sorted(kept.items()))
        made.replace(file)
    except OSError as error:
        raise LoginError(f"The file of passwords {file} cannot be written ({error.strerror or error}).") from error


def new_key() -> str:
    """The secret part of a key."""
    return secrets.token_urlsafe(_KEY)


def _scrypt(secret: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(secret.encode(), salt=salt, n=n, r=r, p=p, dklen=32, maxmem=(256 * n * r) + (1 << 20))


def _written(data: bytes) -> str:
    return base64.b64encode(data).decode()
