"""Where the packaged files lie, and files that are written whole or not at all."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from exordf.errors import InputError, Place, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_HERE = Path(__file__).resolve().parent
_CHECKSUMS = "checksums.sha256"
_PACKAGED = _HERE / "packaged"


def home() -> Path:
    """The folder that holds `ontology/`, `shapes/` and `data/`: inside the wheel, or the checkout we run from."""
    return _PACKAGED if _PACKAGED.is_dir() else _HERE.parent


def own(folder: str) -> Path:
    """A folder of the Python package itself: `queries`, `rules` or `export`."""
    return _HERE / folder


def found(folder: Path, suffix: str) -> list[Path]:
    """The files with `suffix` anywhere below `folder`, sorted by path.

    Raises InputError where the folder is missing or cannot be read.
    """

    def refuse(error: OSError) -> None:
        raise unreadable(Path(error.filename or folder), error)

    paths = []
    for here, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        paths += [Path(here, name) for name in names if name.endswith(suffix) and not name.startswith(".")]
    return sorted(paths)


def text(path: Path) -> str:
    """The whole of a text file. Raises InputError where it cannot be read or is not UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise unreadable(path, error) from error
    except UnicodeDecodeError as error:
        raise InputError("is not UTF-8 text", place=Place(path), mend="Save it as UTF-8 and run it again.") from error


def shown(path: Path) -> Path:
    """A path as a person wants to read it: from the current folder where it lies below that, else whole."""
    try:
        return path.resolve().relative_to(Path.cwd())
    except (ValueError, OSError):
        return path


def unreadable(path: Path, error: OSError) -> InputError:
    """The error for a path that the system would not let us read."""
    why = (error.strerror or str(error)).lower()
    return InputError(f"cannot be read: {why}", place=Place(path), mend="Check the path and its permissions.")


def unwritable(path: Path, error: OSError) -> StoreError:
    """The error for a path that the system would not let us write; what was there before is still there."""
    why = (error.strerror or str(error)).lower()
    return StoreError(
        f"cannot be written: {why}",
        place=Place(path),
        mend="Nothing was changed. Make room or choose another place, then run it again.",
    )


def replace(path: Path, content: bytes) -> None:
    """Write the whole of `path`, or leave it as it was. Raises StoreError where that fails."""
    import tempfile  # noqa: PLC0415 - whoever only reads does without

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
        raise unwritable(path, error) from error


def refuse_foreign(path: Path) -> None:
    """Raise StoreError where `path` is there and is neither an empty folder nor one that we made."""
    ours = path.is_dir() and ((path / _CHECKSUMS).is_file() or not any(path.iterdir()))
    if path.exists() and not ours:
        raise StoreError(
            "is not a folder that exordf made, so it is not replaced",
            place=Place(path),
            mend="Choose another folder with --out, or move this one away.",
        )


def with_checksums(contents: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of a folder by name, and `checksums.sha256` with the digest of each."""
    import hashlib  # noqa: PLC0415 - whoever only reads does without

    sums = [f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(contents.items())]
    return {**contents, _CHECKSUMS: "".join(sums).encode()}


@contextlib.contextmanager
def replaced_folder(path: Path) -> Iterator[Path]:
    """A new empty folder beside `path` that takes its place when the block ends well, and goes when it does not.

    Only a folder that we made (it holds `checksums.sha256`), or an empty one, is ever replaced.
    Raises StoreError where the folder is somebody else's or cannot be written.
    """
    import shutil  # noqa: PLC0415 - whoever only reads does without
    import tempfile  # noqa: PLC0415 - the same

    refuse_foreign(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent))
    except OSError as error:
        raise unwritable(path, error) from error
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
        raise unwritable(path, error) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
        shutil.rmtree(earlier, ignore_errors=True)
