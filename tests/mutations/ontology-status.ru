# expects: exo:

PREFIX bibo: <http://purl.org/ontology/bibo/>
PREFIX exo:  <https://w3id.org/exordf/ontology/>

DELETE WHERE { exo: bibo:status ?status }
