"""Files at URLs (``s3://``, ``hdfs://``, ``https://`` …), read through fsspec, which knows the protocols and keeps the credentials.

A :class:`Url` is a path to everything that only names files; what looks at the file itself asks the functions here.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs, urlsplit

from loaders.source import UnreadableFile
from loaders.text import file_names

if sys.platform == "win32":
    from pathlib import WindowsPath as _Path
else:
    from pathlib import PosixPath as _Path

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem  # type: ignore[import-untyped]

PIP: Final = "pip install 'policy-kg[urls]'"
# A drive of Windows is one letter.
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://.")
_WEB = re.compile(r"https?://", re.I)
# Whoever has an address that is signed has the file: it is a password.
_SIGNED = frozenset({"x-amz-signature", "x-goog-signature", "signature", "sig"})


class Url(_Path):
    """A file or folder at a URL; ``bytes`` is the size of a file that was found in a folder, None where nobody knows yet."""

    url: str
    bytes: int | None

    def __new__(cls, url: str) -> Url:
        """Take a URL as it is."""
        self = super().__new__(cls, _named(url))
        self.url = url
        self.bytes = None
        return self

    def __init__(self, url: str) -> None:
        if sys.version_info >= (3, 12):
            super().__init__(_named(url))

    def with_segments(self, *parts: Any) -> Path:
        """What is above or below is a plain path: it is only used for its name."""
        return Path(*parts)

    def __str__(self) -> str:
        return getattr(self, "url", None) or super().__str__()

    def __reduce__(self) -> tuple[type[Url], tuple[str]]:
        return Url, (self.url,)

    def absolute(self) -> Url:
        """The same: a URL depends on no folder."""
        return self

    def exists(self, *, follow_symlinks: bool = True) -> bool:
        """Whether there is something; False also where it cannot be told."""
        return self._asked("exists")

    def is_dir(self, *, follow_symlinks: bool = True) -> bool:
        """Whether it is a folder that can be walked; a page of the web never is, whatever it links to."""
        return _WEB.match(self.url) is None and self._asked("isdir")

    def is_file(self, *, follow_symlinks: bool = True) -> bool:
        """Whether it may be a file."""
        return not self.is_dir()

    def _asked(self, what: str) -> bool:
        with suppress(UnreadableFile), _told(self):
            system, path = _system(self)
            return bool(getattr(system, what)(path))
        return False


def place(text: str) -> Path:
    """The file or folder that a user names, by a path, as ``kg list`` writes it, or by a URL."""
    if _URL.match(text):
        return Url(text)
    return Path(text if os.path.lexists(text) else file_names.meant(text))


def walk(folder: Url) -> Iterator[Url]:
    """The files below a folder, by name, with their sizes; hidden ones are left out.  Raises UnreadableFile."""
    with _told(folder):
        system, root = _system(folder)
        found = system.find(root, detail=True)
    base = folder.url.rstrip("/")
    for path, about in sorted(found.items()):
        inner = path.removeprefix(root.rstrip("/")).lstrip("/")
        if any(part.startswith((".", "~$")) for part in inner.split("/")):
            continue
        file = Url(f"{base}/{inner}")
        file.bytes = about.get("size")
        yield file


def size(file: Url) -> int | None:
    """How many bytes a file has; None where the server does not say.  Raises UnreadableFile."""
    if file.bytes is None:
        with _told(file):
            system, path = _system(file)
            file.bytes = system.info(path).get("size")
    return file.bytes


def content(file: Url, most: int) -> bytes:
    """The bytes of a file.

    Raises UnreadableFile: there is none, the server refuses or cannot be reached, or it has more than ``most`` bytes, which is
    told before anything is fetched where the server says the size.
    """
    known = size(file)
    if known is None or known <= most:
        with _told(file):
            system, path = _system(file)
            # A web server may send more than it said, so that it is read as a stream.
            how = {"block_size": 0} if _WEB.match(file.url) else {"cache_type": "none"}
            with system.open(path, "rb", **how) as stream:
                data: bytes = stream.read(most + 1)
        if not data:
            raise UnreadableFile(f"{file} is empty.")
        if len(data) <= most:
            return data
    raise UnreadableFile(f"{file} is larger than the limit of {most // 1_000_000} MB: split it and load the parts.")


def _named(url: str) -> str:
    """The part of a URL that ends in the file's name."""
    return re.split(r"[?#]", url, maxsplit=1)[0] if _WEB.match(url) else url


def _system(file: Url) -> tuple[AbstractFileSystem, str]:
    """The file system for a URL, and the path in it."""
    split = urlsplit(file.url)
    if split.password is not None or _SIGNED & {name.lower() for name in parse_qs(split.query)}:
        raise UnreadableFile(
            f"an address at {split.hostname} holds a password or signature, which would be kept in the store: put it into "
            "fsspec's own configuration and name the file without it."
        )
    try:
        from fsspec.core import url_to_fs  # type: ignore[import-untyped]
    except ImportError as error:
        raise UnreadableFile(f"{file} is a URL, which needs fsspec: {PIP}.") from error
    found: tuple[AbstractFileSystem, str] = url_to_fs(file.url)
    return found


@contextmanager
def _told(file: Url) -> Iterator[None]:
    """What goes wrong with a remote file becomes one sentence."""
    try:
        yield
    except UnreadableFile:
        raise
    except FileNotFoundError as error:
        # Over the web, this is also said of what could not be asked; 404 and 410 say that there is nothing (RFC 9110).
        cause = error.__cause__
        status = 404 if isinstance(cause, FileNotFoundError) else getattr(cause, "status", None)
        if isinstance(cause, Exception) and status not in (404, 410):
            raise _unreadable(file, cause) from error
        raise UnreadableFile(f"{file} does not exist.") from error
    except PermissionError as error:
        raise UnreadableFile(f"You may not read {file}; fsspec's own configuration says who you are there.") from error
    except IsADirectoryError as error:
        raise UnreadableFile(f"{file} is a folder, not a file.") from error
    except ImportError as error:
        raise UnreadableFile(f"{file} cannot be read: {_needed(file)}.") from error
    except Exception as error:
        raise _unreadable(file, error) from error


def _unreadable(file: Url, error: Exception) -> UnreadableFile:
    reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
    return UnreadableFile(f"{file} cannot be read ({reason}).")


def _needed(file: Url) -> str:
    """What must be installed for a protocol."""
    from fsspec.registry import known_implementations  # type: ignore[import-untyped]

    protocol = file.url.partition("://")[0]
    brings = {
        "s3": "s3fs",
        "s3a": "s3fs",
        "gs": "gcsfs",
        "gcs": "gcsfs",
        "hdfs": "pyarrow",
        "http": "'policy-kg[urls]'",
        "https": "'policy-kg[urls]'",
    }
    hint = known_implementations.get(protocol, {}).get("err", "")
    return f"pip install {brings[protocol]}" if protocol in brings else hint or f"fsspec lacks {protocol}"
