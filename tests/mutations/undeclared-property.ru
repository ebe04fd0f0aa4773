# expects: dcterms:subject

PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX exo:     <https://w3id.org/exordf/ontology/>

INSERT DATA { exo: dcterms:subject "bone" }
