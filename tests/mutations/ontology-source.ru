# expects: exo:

PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX exo:     <https://w3id.org/exordf/ontology/>

DELETE WHERE { exo: dcterms:source ?source }
