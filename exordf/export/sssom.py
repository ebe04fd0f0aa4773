"""SSSOM: the mappings to other ontologies, row by row, with the version of the ontology."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exordf.dataset import mappings
from exordf.errors import InputError
from exordf.export import Format
from exordf.files import unreadable_error

if TYPE_CHECKING:
    from collections.abc import Mapping

    from exordf.export import Source


def _sssom(source: Source) -> Mapping[str, bytes]:
    if source.mappings is None:
        raise InputError(
            "this data has no mappings of its own, so there is nothing to write as SSSOM",
            mend=f"Export from a folder that holds data/{mappings.FILE}.",
        )
    try:
        content = source.mappings.read_text(encoding="utf-8")
    except OSError as error:
        raise unreadable_error(source.mappings, error) from error
    about = source.about
    facts = {
        "mapping_set_version": f' "{about.version}"\n' if about.version else "",
        "see_also": f'\n#   - "{about.version_iri}"\n' if about.version_iri else "",
        "license": f' "{about.licence}"\n' if about.licence else "",
    }
    head = [f"#{name}:{value}" for name, value in facts.items() if value and f"#{name}:" not in content]
    return {mappings.FILE: "".join([*head, content]).encode()}


FORMATS = (Format("sssom", "mapping tools: every link with its justification", "all but the links to others", _sssom),)
