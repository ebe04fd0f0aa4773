# expects: <https://w3id.org/exordf/dataset/VERSION#exordf.ttl>

PREFIX dcterms: <http://purl.org/dc/terms/>

DELETE WHERE { <https://w3id.org/exordf/dataset/VERSION#exordf.ttl> dcterms:license ?licence }
