"""Output files: a file or folder is written whole or not at all, and never over files of the user or of others."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from exordf.errors import Place, StoreError
from exordf.files import display_path, package_folder, possible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_CHECKSUMS = "checksums.sha256"
_WRITABLE = 0o222
_NOT_OURS = "is not a folder that exordf made, so it is not replaced"


def refuse_foreign(path: Path, inputs: Iterable[Path] = (), *, overwrite: bool | None = None) -> None:
    """The one rule on what a command may write: raise StoreError where something at `path` must stay as it is.

    A folder is replaced only if it is empty or holds only files that we wrote, by its `checksums.sha256`. A file is
    replaced only with `overwrite` (None where a folder is to be written), and not if it is write-protected. In no case
    is anything written into the installed package, over one of the `inputs`, or in the place of a link, a device or a
    pipe.
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
    if whole.is_relative_to(package_folder("")):
        raise _refused(path, "lies in the installation of exordf, where nothing is written", "Name one of your folders")
    for read in inputs:
        if read.resolve().is_relative_to(whole):
            raise _refused(path, f"would replace {display_path(read)}, which is read", "Leave what is read where it is")


def _refused(path: Path, what: str, mend: str) -> StoreError:
    return StoreError(what, place=Place(path), mend=f"{mend}, or choose another place: --out, --store.")


def _foreign_in(folder: Path) -> str:
    """The first file of a folder that differs from its `checksums.sha256`; empty where we wrote them all."""
    import hashlib  # noqa: PLC0415 - not needed to read

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


def write_atomically(path: Path, content: bytes) -> None:
    """Write the whole of a file, or leave it as it was, without the rule of `refuse_foreign`: for files of our own.

    Raises StoreError where that fails.
    """
    import tempfile  # noqa: PLC0415 - not needed to read

    possible(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        part = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as out:
                out.write(content)
            part.chmod(0o644)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise unwritable_error(path, error) from error


def unwritable_error(path: Path, error: OSError) -> StoreError:
    """The error for a path that the system does not let us write; what was there before is still there."""
    reason = (error.strerror or str(error)).lower()
    return StoreError(
        f"cannot be written: {reason}",
        place=Place(path),
        mend="Nothing was changed. Make room or choose another place, then run it again.",
    )


@contextlib.contextmanager
def replace_folder(path: Path, inputs: Iterable[Path] = ()) -> Iterator[Path]:
    """A new empty folder beside `path` that takes its place when the block succeeds, and is removed when it fails.

    Raises StoreError where `refuse_foreign` does, or the folder cannot be written.
    """
    import shutil  # noqa: PLC0415 - not needed to read
    import tempfile  # noqa: PLC0415 - the same

    possible(path)
    refuse_foreign(path, inputs)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent))
    except OSError as error:
        raise unwritable_error(path, error) from error
    earlier = part.with_name(part.name + ".earlier")
    try:
        yield part
        part.chmod(0o755)
        if path.exists():
            path.rename(earlier)
        try:
            part.rename(path)
        except BaseException:
            if earlier.exists():
                earlier.rename(path)
            raise
    except OSError as error:
        raise unwritable_error(path, error) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
        shutil.rmtree(earlier, ignore_errors=True)


def write_folder(path: Path, contents: Mapping[str, bytes], inputs: Iterable[Path] = ()) -> dict[str, int]:
    """Write files by name into a folder, with their checksums, and return the size of each in bytes.

    Raises StoreError as `replace_folder` does.
    """
    contents = with_checksums(contents)
    with replace_folder(path, inputs) as folder:
        for name, content in contents.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
    return {name: len(content) for name, content in sorted(contents.items())}


def has_checksums(path: Path) -> bool:
    """Whether `path` is a folder that we wrote: it holds `checksums.sha256`."""
    return (path / _CHECKSUMS).is_file()


def with_checksums(contents: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of a folder by name, and `checksums.sha256` with the digest of each."""
    import hashlib  # noqa: PLC0415 - not needed to read

    sums = [f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(contents.items())]
    return {**contents, _CHECKSUMS: "".join(sums).encode()}
