"""Files that a browser sends (``multipart/form-data``, RFC 7578), written to a folder while they come, under names that every system takes.

Nothing is written before the form's token has come, which its page puts first.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header

from kg.web.editing.editors import TOKEN
from kg.web.editing.write_page import Refused
from loaders.text import file_names

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

_FORM = b"multipart/form-data"
# A field that is no file: the token, and how many fields there may be beside the files.
_FIELD_BYTES, _FIELDS = 1_000, 20
# Names: characters that are taken; parts of a path and its characters.
_MOST_CHARACTERS, _MOST_PARTS, _MOST_OF_ALL = 255, 20, 800
_DRIVE = re.compile(r"[A-Za-z]:")
_OF_SYSTEMS = {"thumbs.db", "desktop.ini", "__macosx"}


class BadName(Exception):
    """A name under which nothing is stored: the key of a sentence of ``words.tsv``."""


def place_of(name: bytes) -> tuple[str, ...] | None:
    """The parts of the path under which a file is stored that a browser calls so; None for what only systems need, or is hidden.

    :raises BadName: a file of that name is not taken.
    """
    text = unicodedata.normalize("NFC", file_names.readable(name.decode("utf-8", "surrogateescape")))
    text = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    if any(unicodedata.category(sign) in ("Cc", "Zl", "Zp") for sign in text):
        raise BadName("upload_name_control")
    parts = [part.strip() for part in re.split(r"[/\\]", text)]
    parts = [part for part in parts if part not in ("", ".") and not _DRIVE.fullmatch(part)]
    if ".." in parts:
        raise BadName("upload_name_up")
    if len(parts) > _MOST_PARTS or len(text) > _MOST_OF_ALL or any(len(part) > _MOST_CHARACTERS for part in parts):
        raise BadName("upload_name_long")
    if any(map(file_names.is_reserved, parts)):
        raise BadName("upload_name_reserved")
    if any(part.startswith((".", "~$")) or part.lower() in _OF_SYSTEMS for part in parts):
        return None
    return tuple(filter(None, map(file_names.portable, parts))) or None


class Upload:
    """What comes of one form: :meth:`feed` takes its bytes as they come, into ``folder``; ``permitted`` looks at its token.

    ``refused`` are the files that are not taken, with the key of the sentence why; ``left_out`` counts what systems put into folders.
    """

    def __init__(self, content_type: str, folder: Path, most: int, permitted: Callable[[str], bool]) -> None:
        self.folder = folder
        self.most = most
        self.files: list[Path] = []
        self.refused: list[tuple[str, str]] = []
        self.left_out = 0
        self._permitted = permitted
        self._free = False
        self._header, self._value, self._disposition = b"", b"", b""
        self._field: bytearray | None = None
        self._file: IO[bytes] | None = None
        self._name = ""
        self._named: Counter[Path] = Counter()
        self._fields = self._seen = 0
        self._complete = False
        media, options = parse_options_header(content_type)
        if media != _FORM or not options.get(b"boundary"):
            raise Refused(415, "edit_media", form=_FORM.decode())
        callbacks: MultipartCallbacks = {
            "on_part_begin": self._begin,
            "on_header_field": self._header_field,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_finished,
            "on_part_data": self._data,
            "on_part_end": self._end,
            "on_end": self._all,
        }
        try:
            self._parser = MultipartParser(options[b"boundary"], callbacks)
        except FormParserError:
            raise Refused(400, "fail_fields") from None

    def feed(self, data: bytes) -> None:
        """Take what has come.

        :raises Refused: nothing of the form is taken.
        """
        try:
            self._parser.write(data)
        except FormParserError:
            raise Refused(400, "fail_fields") from None
        except OSError as error:
            raise Refused(507, "upload_disk", reason=error.strerror or error) from error

    def finish(self) -> None:
        """Nothing more comes.

        :raises Refused: the form is not whole, or holds no file that is taken.
        """
        if not self._complete:
            raise Refused(400, "upload_broken")
        if not self._free:
            raise Refused(403, "edit_forged")
        if not self.files:
            if self.refused:
                name, key = self.refused[0]
                raise Refused(400, key, name=name)
            raise Refused(400, "upload_none")

    def close(self) -> None:
        """Let go of a file that did not come whole."""
        if self._file is not None:
            self._file.close()

    # -- what the parser finds

    def _begin(self) -> None:
        self._disposition = b""

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = self._value
        self._header = self._value = b""

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._disposition)
        self._field = self._file = None
        if b"filename" not in options:
            self._fields += 1
            if self._fields > _FIELDS:
                raise Refused(400, "fail_fields")
            self._name, self._field = options.get(b"name", b"").decode("latin-1"), bytearray()
        elif not self._free:
            raise Refused(403, "edit_forged")
        elif options[b"filename"]:  # a field in which nothing was chosen has none
            self._open(options[b"filename"])

    def _open(self, name: bytes) -> None:
        self._seen += 1
        if self._seen > self.most:
            raise Refused(413, "upload_many", most=f"{self.most:,}")
        try:
            parts = place_of(name)
        except BadName as bad:
            shown = file_names.readable(name[:300].decode("utf-8", "surrogateescape"))
            self.refused.append(("".join(sign if sign.isprintable() else "�" for sign in shown), str(bad)))
            return
        if parts is None:
            self.left_out += 1
            return
        path = self.folder.joinpath(*parts)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            self.refused.append(("/".join(parts), "upload_name_folder"))
            return
        self._file = self._new(path)

    def _new(self, path: Path) -> IO[bytes]:
        """A new file at a path, or beside those of that name that came before."""
        while True:
            self._named[path] += 1
            number = self._named[path]
            place = path if number == 1 else path.with_name(f"{path.stem} ({number}){path.suffix}")
            with suppress(FileExistsError):
                made = place.open("xb")
                self.files.append(place)
                return made

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._file is not None:
            self._file.write(data[start:end])
        elif self._field is not None:
            self._field += data[start:end]
            if len(self._field) > _FIELD_BYTES:
                raise Refused(400, "fail_fields")

    def _end(self) -> None:
        if self._file is not None:
            self._file.close()
        elif self._field is not None and self._name == TOKEN:
            if self._free or not self._permitted(self._field.decode("latin-1")):
                raise Refused(403, "edit_forged")
            self._free = True
        self._file = self._field = None

    def _all(self) -> None:
        self._complete = True
