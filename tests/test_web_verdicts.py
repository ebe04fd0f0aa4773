"""What a verdict means for a citation is said once, in the ontology: pages, pictures, exports and queries follow it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from exordf import Dataset
from exordf.browse.content.reference_page import citation
from exordf.browse.model.claim import claim
from exordf.browse.model.facts import Facts
from exordf.server.app import application

if TYPE_CHECKING:
    from pathlib import Path

CITED = """@prefix exo: <https://w3id.org/exordf/ontology/> .
@prefix cito: <http://purl.org/spar/cito/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<https://example.org/review/1> a exo:Review ; rdfs:label "A review"@en , "综述"@zh .
<https://example.org/section/1> a exo:Section ; exo:review <https://example.org/review/1> ; exo:ordinal 1 ;
    rdfs:label "First"@en , "一"@zh .
<https://example.org/sentence/1> a exo:Sentence ; exo:section <https://example.org/section/1> ; exo:ordinal 1 ;
    exo:disposition exo:StatesClaims ; exo:digest "00" .
<https://example.org/reference/1> a exo:Reference ; exo:ordinal 1 ; exo:authors "Doe J" ;
    dcterms:title "A work"@en ; dcterms:issued 2020 .
<https://example.org/citation/1> a cito:Citation ; cito:hasCitingEntity <https://example.org/sentence/1> ;
    cito:hasCitedEntity <https://example.org/reference/1> ; exo:verdict {verdict} ; exo:basis exo:TitleOnly .
<https://example.org/claim/1> a exo:Claim ; exo:subject exo:miR-21 ; exo:predicate exo:inhibits ;
    exo:object exo:BoneFormation ; exo:certainty exo:Reported ; exo:sentence <https://example.org/sentence/1> ;
    cito:citesAsEvidence <https://example.org/reference/1> ;
    rdfs:label "miR-21 inhibits bone formation"@en , "miR-21 抑制骨形成"@zh .
exo:Loose a owl:NamedIndividual , exo:Verdict ; rdfs:label "loose"@en , "宽泛"@zh ; rdfs:isDefinedBy exo: .
{fact}
"""
CLAIM, CITATION = (ox.NamedNode(f"https://example.org/{kind}/1") for kind in ("claim", "citation"))
CASES = {
    "supports": ("exo:Supports", "", "fits"),
    "same topic": ("exo:SameTopic", "", "open"),
    "different molecule": ("exo:DifferentMolecule", "", "misfit"),
    "different method": ("exo:DifferentMethod", "", "misfit"),
    "unverifiable": ("exo:Unverifiable", "", "misfit"),
    "a verdict of which nothing is said": ("exo:Loose", "", "open"),
    "a verdict that is said to warn": ("exo:Loose", "exo:Loose exo:fits false .", "misfit"),
    "a verdict that is said to fit": ("exo:Loose", "exo:Loose exo:fits true .", "fits"),
    "same topic, were it said to warn": ("exo:SameTopic", "exo:SameTopic exo:fits false .", "misfit"),
}


@pytest.mark.one_in(9)
@pytest.mark.parametrize(("verdict", "fact", "fit"), CASES.values(), ids=CASES)
def test_every_mark_follows_what_the_ontology_says_of_the_verdict(
    verdict: str, fact: str, fit: str, tmp_path: Path
) -> None:
    path = tmp_path / "cited.ttl"
    path.write_text(CITED.format(verdict=verdict, fact=fact), encoding="utf-8")
    dataset = Dataset.open(path)
    wrong = fit == "misfit"

    def marks(content: str) -> set[str]:
        return set(re.findall(r'class="badge (fits|open|misfit)"', content))

    with TestClient(application(dataset), base_url="http://localhost") as client:

        def page(address: str) -> str:
            answer = client.get(address)
            assert answer.status_code == 200, address
            return answer.text

        def thing(kind: str) -> str:
            return page(f"/thing?iri=https://example.org/{kind}/1")

        for address in ("/claims", "/ontology/miR-21", "/references"):
            assert marks(page(address)) == {fit}, address
        for kind in ("section", "reference", "claim"):
            assert marks(thing(kind)) == {fit}, kind
        assert ("the citation does not fit" in thing("claim")) == wrong
        assert ('class="wrong"' in thing("section")) == wrong
        assert ('class="alert"' in thing("section")) == wrong
        network = page("/network?term=exo:miR-21")
        assert ("badge misfit" in network, 'class="misfit"' in network) == (wrong, wrong)
        assert ("No claim in force fits" in page("/network?view=whole&misfit=only")) != wrong

    assert ('class="misfit"' in dataset.draw("exo:miR-21").svg.decode()) == wrong
    assert ('class="misfit"' in dataset.export("svg")["exordf.svg"].decode()) == wrong
    assert bool(dataset.ask("misfit-citations")) == wrong
    facts = Facts.of_all(dataset, lazily=True)
    assert [source.fit for source in claim(facts, CLAIM).sources] == [fit]
    assert citation(facts, CITATION).fit == fit
