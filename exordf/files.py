"""The packaged files, and input files read as text or bytes, with errors that name the place."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from exordf.errors import InputError, Place

_HERE = Path(__file__).resolve().parent
_PACKAGED = _HERE / "packaged"
_LONG = 60  # characters of a path that is too long to be one
_UTF_8 = b"\xef\xbb\xbf"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def home() -> Path:
    """The folder with `ontology/`, `shapes/` and `data/`: inside the wheel, or the checkout that runs."""
    return _PACKAGED if _PACKAGED.is_dir() else _HERE.parent


def package_folder(folder: str) -> Path:
    """A folder of the Python package itself, such as `queries/named`."""
    return _HERE / folder


def find_files(folder: Path, suffix: str) -> list[Path]:
    """The files with `suffix` at any depth in `folder`, sorted by path; hidden ones are left out.

    Raises InputError where the folder is missing or cannot be read.
    """

    def refuse(error: OSError) -> None:
        raise unreadable_error(Path(error.filename or folder), error)

    paths = []
    for here, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        paths += [Path(here, name) for name in names if name.endswith(suffix) and not name.startswith(".")]
    return sorted(paths)


def content(path: Path) -> bytes:
    """The bytes of a file. Raises InputError where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise unreadable_error(path, error) from error
    except ValueError:
        raise InputError("is not a name that a file can have", place=Place(path), mend="Check the path.") from None


def read_text(path: Path) -> str:
    """The text of a file in UTF-8, without a byte order mark. Raises InputError where it cannot be read or decoded."""
    return decoded(content(path), Place(path))


def decoded(content: bytes, place: Place) -> str:
    r"""The text of some bytes, without a byte order mark and with a line feed at the end of each line.

    Raises InputError where they are not UTF-8, or contain the character NUL, as no text does.

    >>> decoded(b"one\r\ntwo", Place(Path("a.txt")))
    'one\ntwo'
    """
    try:
        text = unmarked(content, place).decode("utf-8")
    except UnicodeDecodeError as error:
        line = 1 + content.count(b"\n", 0, error.start)
        raise InputError(
            "is not UTF-8 text", place=place._replace(line=line), mend="Save it as UTF-8 and run it again."
        ) from None
    if "\0" in text:
        line = 1 + text.count("\n", 0, text.index("\0"))
        raise InputError(
            "is not text: it has a NUL character", place=place._replace(line=line), mend="Give a text file in UTF-8."
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def unmarked(content: bytes, place: Place) -> bytes:
    """The bytes of a text in UTF-8 without the byte order mark of some editors. Raises InputError for UTF-16."""
    if content.startswith(_UTF_16):
        raise InputError("is UTF-16 text", place=place, mend="Save it as UTF-8 and run it again.")
    return content.removeprefix(_UTF_8)


def exists(path: Path) -> bool:
    """Whether a file or folder exists at a path, which may be any text at all."""
    try:
        return path.exists()
    except (OSError, ValueError):  # longer than a name can be, or with a character that no name can have
        return False


def possible(path: str | Path) -> Path:
    """A path as the user gave it. Raises InputError where no file can have that name."""
    short = Path(str(path)[:_LONG])
    if "\0" in str(path):
        raise unreadable_error(short, OSError("it has a NUL character"))
    try:
        Path(path).exists()
    except OSError as error:
        raise unreadable_error(short, error) from None
    return Path(path)


def standard_input() -> str:
    """The text on standard input. Raises InputError where it is not UTF-8."""
    return decoded(sys.stdin.buffer.read(), Place(Path("standard input")))


def display_path(path: Path) -> Path:
    """A path for people to read: relative to the current folder where it lies below that, else absolute."""
    try:
        return path.resolve().relative_to(Path.cwd())
    except (ValueError, OSError):
        return path


def unreadable_error(path: Path, error: OSError) -> InputError:
    """The error for a path that the system does not let us read."""
    reason = (error.strerror or str(error)).lower()
    return InputError(f"cannot be read: {reason}", place=Place(path), mend="Check the path and its permissions.")
