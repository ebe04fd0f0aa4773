# expects: <https://w3id.org/exordf/dataset/VERSION>

PREFIX dcterms: <http://purl.org/dc/terms/>

DELETE WHERE { <https://w3id.org/exordf/dataset/VERSION> dcterms:isVersionOf ?dataset }
