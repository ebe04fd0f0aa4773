"""Where the packaged files lie, and files that are written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from exordf.errors import InputError, Place, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_HERE = Path(__file__).resolve().parent
_CHECKSUMS = "checksums.sha256"
_PACKAGED = _HERE / "packaged"
_WRITABLE = 0o222
_NOT_OURS = "is not a folder that exordf made, so it is not replaced"
_SHOWN = 60  # characters of a path that is too long to be one
_UTF_8 = b"\xef\xbb\xbf"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def home() -> Path:
    """The folder that holds `ontology/`, `shapes/` and `data/`: inside the wheel, or the checkout we run from."""
    return _PACKAGED if _PACKAGED.is_dir() else _HERE.parent


def package_folder(folder: str) -> Path:
    """A folder of the Python package itself: `queries`, `rules` or `export`."""
    return _HERE / folder


def find_files(folder: Path, suffix: str) -> list[Path]:
    """The files with `suffix` anywhere below `folder`, sorted by path.

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
    """The whole of a file. Raises InputError where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise unreadable_error(path, error) from error
    except ValueError:
        raise InputError("is no name that a file can have", place=Place(path), mend="Check the path.") from None


def read_text(path: Path) -> str:
    """The whole of a text file, without a byte order mark. Raises InputError where it cannot be read or is no UTF-8."""
    return decoded(content(path), Place(path))


def decoded(content: bytes, place: Place) -> str:
    """The text that the bytes are, without a byte order mark, its lines ended by a line feed.

    Raises InputError where they are not UTF-8, or hold the character NUL, as no text does.
    """
    try:
        words = unmarked(content, place).decode("utf-8")
    except UnicodeDecodeError as error:
        line = 1 + content.count(b"\n", 0, error.start)
        raise InputError(
            "is not UTF-8 text", place=place._replace(line=line), mend="Save it as UTF-8 and run it again."
        ) from None
    if "\0" in words:
        line = 1 + words.count("\n", 0, words.index("\0"))
        raise InputError(
            "is not text: it has a NUL character", place=place._replace(line=line), mend="Give a text file in UTF-8."
        )
    return words.replace("\r\n", "\n").replace("\r", "\n")


def unmarked(content: bytes, place: Place) -> bytes:
    """The bytes of a text in UTF-8 without the mark that some editors begin it with. Raises InputError for UTF-16."""
    if content.startswith(_UTF_16):
        raise InputError("is UTF-16 text", place=place, mend="Save it as UTF-8 and run it again.")
    return content.removeprefix(_UTF_8)


def exists(path: Path) -> bool:
    """Whether there is a file or folder at a path, which may be any text at all."""
    try:
        return path.exists()
    except (OSError, ValueError):  # longer than a name may be, or with a character that no name may have
        return False


def possible(path: str | Path) -> Path:
    """A path as somebody gave it. Raises InputError where no file can have that name."""
    short = Path(str(path)[:_SHOWN])
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
    """A path as a person wants to read it: from the current folder where it lies below that, else whole."""
    try:
        return path.resolve().relative_to(Path.cwd())
    except (ValueError, OSError):
        return path


def unreadable_error(path: Path, error: OSError) -> InputError:
    """The error for a path that the system would not let us read."""
    why = (error.strerror or str(error)).lower()
    return InputError(f"cannot be read: {why}", place=Place(path), mend="Check the path and its permissions.")


def unwritable_error(path: Path, error: OSError) -> StoreError:
    """The error for a path that the system would not let us write; what was there before is still there."""
    why = (error.strerror or str(error)).lower()
    return StoreError(
        f"cannot be written: {why}",
        place=Place(path),
        mend="Nothing was changed. Make room or choose another place, then run it again.",
    )


def write_atomically(path: Path, content: bytes) -> None:
    """Write the whole of `path`, or leave it as it was, whatever it was: what is for the user goes through `write`.

    Raises StoreError where that fails.
    """
    import tempfile  # noqa: PLC0415 - whoever only reads does without

    possible(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        beside = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as out:
                out.write(content)
            beside.chmod(0o644)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise unwritable_error(path, error) from error


def has_checksums(path: Path) -> bool:
    """Whether `path` is a folder that we made: it holds `checksums.sha256`."""
    return (path / _CHECKSUMS).is_file()


def refuse_foreign(path: Path, inputs: Iterable[Path] = (), *, overwrite: bool | None = None) -> None:
    """The one rule on what a command may write: raise StoreError where something at `path` must stay as it is.

    A folder is replaced only if it is empty or holds what we wrote there and nothing else, by its `checksums.sha256`.
    A file is replaced only with `overwrite` (None where a folder is to be written), and not if it is write-protected.
    Whatever is asked for, nothing is written into the installed package, over one of the `inputs`, or in the place of
    a link, a device or a pipe.
    """
    refuse_place(path, inputs)
    if path.is_symlink():
        raise _refused(path, f"is a link to {path.readlink()}, which would be lost", "Give the path of the file itself")
    if path.is_dir():
        if any(path.iterdir()) and (foreign := _foreign_in(path)):
            raise _refused(path, f"{_NOT_OURS}: it holds {foreign}", "Move it away")
    elif path.exists():
        if overwrite is None:
            raise _refused(path, _NOT_OURS, "Move it away")
        if not path.is_file():
            raise _refused(path, "is not a file but a device or a pipe", "Leave --out away for standard output")
        if not overwrite:
            raise _refused(path, "is there already, so it is not replaced", "Add --overwrite to replace it")
        if not path.stat().st_mode & _WRITABLE:
            raise _refused(path, "is write-protected, so it is not replaced", "Make it writable first")


def refuse_place(path: Path, inputs: Iterable[Path] = ()) -> None:
    """Raise StoreError where `path` lies in the installed package, or is or holds one of the `inputs`."""
    whole = path.resolve()
    if whole.is_relative_to(_HERE):
        raise _refused(path, "lies in the installation of exordf, where nothing is written", "Name one of your folders")
    for given in inputs:
        if given.resolve().is_relative_to(whole):
            raise _refused(
                path, f"would replace {display_path(given)}, which is read", "Leave what is read where it is"
            )


def _refused(path: Path, what: str, mend: str) -> StoreError:
    return StoreError(what, place=Place(path), mend=f"{mend}, or choose another place: --out, --store.")


def _foreign_in(folder: Path) -> str:
    """A file in a folder that is not as its `checksums.sha256` says; empty where we wrote them all."""
    import hashlib  # noqa: PLC0415 - whoever only reads does without

    if not has_checksums(folder):
        return next(path.name for path in sorted(folder.iterdir()))
    lines = (folder / _CHECKSUMS).read_text(encoding="utf-8", errors="replace").splitlines()
    digests = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name == _CHECKSUMS or (path.is_dir() and not path.is_symlink()):
            continue
        if (
            path.is_symlink()
            or not path.is_file()
            or hashlib.sha256(path.read_bytes()).hexdigest() != digests.get(name)
        ):
            return name
    return ""


def write(path: Path, content: bytes, inputs: Iterable[Path] = (), *, overwrite: bool = False) -> None:
    """Write the whole of a file for the user. Raises StoreError where `refuse_foreign` does, or writing fails."""
    refuse_foreign(path, inputs, overwrite=overwrite)
    write_atomically(path, content)


def with_checksums(contents: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of a folder by name, and `checksums.sha256` with the digest of each."""
    import hashlib  # noqa: PLC0415 - whoever only reads does without

    sums = [f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(contents.items())]
    return {**contents, _CHECKSUMS: "".join(sums).encode()}


@contextlib.contextmanager
def replace_folder(path: Path, inputs: Iterable[Path] = ()) -> Iterator[Path]:
    """A new empty folder beside `path` that takes its place when the block ends well, and goes when it does not.

    Raises StoreError where `refuse_foreign` does, or the folder cannot be written.
    """
    import shutil  # noqa: PLC0415 - whoever only reads does without
    import tempfile  # noqa: PLC0415 - the same

    possible(path)
    refuse_foreign(path, inputs)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent))
    except OSError as error:
        raise unwritable_error(path, error) from error
    earlier = beside.with_name(beside.name + ".earlier")
    try:
        yield beside
        beside.chmod(0o755)
        if path.exists():
            path.rename(earlier)
        try:
            beside.rename(path)
        except BaseException:
            if earlier.exists():
                earlier.rename(path)
            raise
    except OSError as error:
        raise unwritable_error(path, error) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
        shutil.rmtree(earlier, ignore_errors=True)
