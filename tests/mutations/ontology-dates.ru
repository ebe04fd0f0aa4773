# expects: exo:

PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX exo:     <https://w3id.org/exordf/ontology/>
PREFIX xsd:     <http://www.w3.org/2001/XMLSchema#>

DELETE { exo: dcterms:issued ?issued }
INSERT { exo: dcterms:issued "2020-01-01"^^xsd:date }
WHERE { exo: dcterms:issued ?issued }
