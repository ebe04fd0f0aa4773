# expects: <https://w3id.org/exordf/dataset/0.1.0#exordf.ttl>

PREFIX dcterms: <http://purl.org/dc/terms/>

DELETE WHERE { <https://w3id.org/exordf/dataset/0.1.0#exordf.ttl> dcterms:license ?licence }
