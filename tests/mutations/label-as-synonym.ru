# expects: exo:Osteoclast

PREFIX exo:  <https://w3id.org/exordf/ontology/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT { exo:Osteoclast skos:altLabel ?label }
WHERE { exo:Osteoclast rdfs:label ?label }
