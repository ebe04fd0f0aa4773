# expects: exo:inhibits

PREFIX exo:  <https://w3id.org/exordf/ontology/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

DELETE WHERE { exo:inhibits rdfs:label ?label }
