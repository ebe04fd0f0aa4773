"""A dataset in which every repeatable value is repeated, so that a query that pairs values wrongly gives wrong rows.

Every claim has two vesicles of two cells, two of every other circumstance, two mechanisms, and two references, for
which two sentences have two verdicts each. Some texts are in one language only, and some records lack values.
"""

from __future__ import annotations

from itertools import cycle

# The claims: enough for every named query to have rows for its default parameters.
STATED = (
    "exo:miR-214-3p exo:inhibits exo:OsteoblastDifferentiation",
    "exo:miR-214-3p exo:promotes exo:OsteoclastDifferentiation",
    "exo:miR-214-3p exo:promotes exo:OsteoblastDifferentiation",
    "exo:miR-214-3p exo:causes exo:Osteoporosis",
    "exo:miR-214-3p exo:ameliorates exo:Osteoporosis",
    "exo:miR-214-3p exo:increasedIn exo:Osteoporosis",
    "exo:miR-214-3p exo:deliversTo exo:Osteoblast",
    "exo:miR-214-3p exo:inhibits exo:MyoblastDifferentiation",
    "exo:miR-214-3p exo:promotes exo:MyoblastDifferentiation",
    "exo:miR-214-3p exo:promotes exo:ProteinDegradation",
    "exo:miR-214-3p exo:inhibits exo:ProteinDegradation",
    "exo:miR-214-3p exo:inhibits exo:SMAD7",
    "exo:miR-214-3p exo:upregulates exo:miR-21",
    "exo:TNFSF11 exo:promotes exo:OsteoclastDifferentiation",
    "exo:UAMS-32PExosome exo:promotes exo:OsteoclastDifferentiation",
    "exo:OsteoclastExosome exo:inhibits exo:OsteoblastDifferentiation",
    "exo:BoneExosome exo:carries exo:miR-214-3p",
    "exo:BoneExosome exo:carries exo:TNFSF11",
    "exo:Sarcopenia exo:causes exo:Osteoporosis",
    "<urn:unnamed> exo:promotes exo:Osteoclast",
    "exo:miR-214-3p exo:inhibits exo:BoneFormation",
    "exo:miR-214-3p exo:inhibits exo:OsteoblastDifferentiation",
)
_CIRCUMSTANCES = {
    "vesicle": "exo:OsteoclastExosome , exo:MyoblastExosome",
    "recipient": "exo:Osteoblast , exo:Osteoclast",
    "site": "exo:Bone , exo:SkeletalMuscle",
    "species": "exo:Mouse , exo:Human",
    "model": "exo:C2C12 , exo:MC3T3-E1",
    "condition": "exo:Osteoporosis , exo:Sarcopenia",
}
# Two mechanisms of each effect: one pathway through one target, a second through another.
_WAYS = """
claim:way-1 a exo:Claim ; exo:subject exo:miR-214-3p ; exo:predicate exo:inhibits ; exo:object exo:PI3KAKTPathway ;
    exo:mechanism claim:step-1 ; exo:certainty exo:Reported ; exo:sentence sentence:1 .
claim:step-1 a exo:Claim ; exo:subject exo:miR-214-3p ; exo:predicate exo:targets ; exo:object exo:PTEN ;
    exo:vesicle exo:OsteoclastExosome , exo:MyoblastExosome ; exo:certainty exo:Reported ; exo:sentence sentence:1 .
claim:way-2 a exo:Claim ; exo:subject exo:miR-214-3p ; exo:predicate exo:promotes ; exo:object exo:RANKLPathway ;
    exo:mechanism claim:step-2 ; exo:certainty exo:Reported ; exo:sentence sentence:2 .
claim:step-2 a exo:Claim ; exo:subject exo:miR-214-3p ; exo:predicate exo:targets ; exo:object exo:ATF4 ;
    exo:vesicle exo:MyoblastExosome ; exo:certainty exo:Reported ; exo:sentence sentence:2 .
"""
_RECORDS = """
<urn:unnamed> a owl:Class .
claim:silent a exo:Claim ; exo:sentence sentence:1 ; exo:certainty exo:Hedged ;
    exo:subject exo:miR-214-3p ; exo:predicate exo:inhibits ; exo:object exo:OsteoblastDifferentiation .
claim:uncited a exo:Claim ; exo:sentence sentence:1 ; exo:certainty exo:Hypothesised ;
    exo:subject exo:miR-214-3p ; exo:predicate exo:promotes ; exo:object exo:OsteoblastDifferentiation ;
    cito:citesAsEvidence reference:3 , reference:4 .
claim:denied a exo:Claim ; exo:sentence sentence:2 ; exo:certainty exo:Reported ; exo:negated true ;
    exo:subject exo:OsteoblastExosome ; exo:predicate exo:carries ; exo:object exo:miR-21 .

section:1 a exo:Section ; rdfs:label "one"@en , "一"@zh ; exo:ordinal 1 ; exo:sentenceCount 2 ;
    exo:review <urn:review> .
sentence:1 a exo:Sentence ; exo:section section:1 ; exo:ordinal 1 ; exo:disposition exo:StatesClaims .
sentence:2 a exo:Sentence ; exo:section section:1 ; exo:ordinal 2 ; exo:disposition exo:StatesGap .

reference:1 a exo:Reference ; exo:ordinal 1 ; dcterms:title "Erste Arbeit"@de .
reference:2 a exo:Reference ; exo:ordinal 2 ; dcterms:title "Second work"@en , "第二"@zh .
reference:3 a exo:Reference ; exo:ordinal 3 ; dcterms:title "Third work"@en .
reference:4 a exo:Reference ; dcterms:title "Fourth work"@en .
reference:5 a exo:Reference ; dcterms:title "Fifth work"@en .

citation:1-1 a cito:Citation ; cito:hasCitingEntity sentence:1 ; cito:hasCitedEntity reference:1 ;
    exo:verdict exo:Supports ; exo:basis exo:Abstract .
citation:1-2 a cito:Citation ; cito:hasCitingEntity sentence:1 ; cito:hasCitedEntity reference:2 ;
    exo:verdict exo:DifferentTopic ; exo:basis exo:Abstract ; exo:intendedReference reference:4 .
citation:1-3 a cito:Citation ; cito:hasCitingEntity sentence:1 ; cito:hasCitedEntity reference:3 ;
    exo:basis exo:TitleOnly .
citation:2-1 a cito:Citation ; cito:hasCitingEntity sentence:2 ; cito:hasCitedEntity reference:1 ;
    exo:verdict exo:DifferentMolecule ; exo:basis exo:Abstract ; exo:intendedReference reference:5 ;
    exo:confidence exo:Likely .
citation:2-2 a cito:Citation ; cito:hasCitingEntity sentence:2 ; cito:hasCitedEntity reference:2 ;
    exo:verdict exo:SameTopic ; exo:basis exo:TitleOnly .

finding:1 a exo:Finding ; exo:kind exo:WrongCitation ; exo:concerns citation:1-2 , citation:2-1 ;
    rdfs:comment "一"@zh .
finding:2 a exo:Finding ; exo:kind exo:MisprintedName ; exo:concerns claim:1 ; exo:printed "a" , "b" ;
    exo:intended "c" ;
    exo:confidence exo:Certain ; rdfs:comment "two"@en , "二"@zh .
conflict:1 a exo:Conflict ; exo:kind exo:DirectOpposition ; exo:involves claim:1 , claim:3 ;
    exo:differsIn exo:vesicle , exo:recipient ; rdfs:comment "one"@en , "一"@zh .
conflict:2 a exo:Conflict ; exo:kind exo:RoleAmbivalence ; exo:involves claim:4 , claim:5 , claim:1 ;
    rdfs:comment "二"@zh .
gap:1 a exo:Gap ; exo:sentence sentence:1 ; exo:about exo:Osteoblast , exo:miR-214-3p ; rdfs:label "一"@zh .
gap:2 a exo:Gap ; exo:sentence sentence:2 ; exo:about exo:Osteoblast ; rdfs:label "two"@en .
"""
_PREFIXES = {
    "cito": "http://purl.org/spar/cito/",
    "dcterms": "http://purl.org/dc/terms/",
    "exo": "https://w3id.org/exordf/ontology/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    **{
        name: f"urn:{name}:"
        for name in ("claim", "sentence", "section", "reference", "citation", "finding", "conflict", "gap")
    },
}


def turtle() -> str:
    """The dataset in Turtle, to be loaded with the ontology."""
    blocks = [f"@prefix {name}: <{space}> ." for name, space in _PREFIXES.items()]
    context = " ; ".join(f"exo:{name} {values}" for name, values in _CIRCUMSTANCES.items())
    labels = cycle(['"one"@en , "一"@zh', '"二"@zh', '"three"@en'])
    for number, stated in enumerate(STATED, start=1):
        subject, predicate, object_ = stated.split()
        certainty = ("Reported", "Hedged")[number % 2]
        blocks.append(
            f"claim:{number} a exo:Claim ; exo:subject {subject} ; exo:predicate {predicate} ;"
            f" exo:object {object_} ;\n"
            f"    exo:certainty exo:{certainty} ; exo:sentence sentence:{1 + number % 2} ;"
            f" rdfs:label {next(labels)} ;\n"
            f"    {context} ;\n"
            f"    exo:mechanism claim:way-1 , claim:way-2 ; cito:citesAsEvidence reference:1 , reference:2 ."
        )
    return "\n".join([*blocks, _WAYS, _RECORDS])
