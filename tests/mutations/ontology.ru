# expects: owl:Ontology

PREFIX exo: <https://w3id.org/exordf/ontology/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>

DELETE WHERE { exo: a owl:Ontology }
