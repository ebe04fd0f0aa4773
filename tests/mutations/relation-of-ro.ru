# expects: exo:participatesIn

PREFIX exo:  <https://w3id.org/exordf/ontology/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

DELETE WHERE { exo:participatesIn skos:exactMatch ?relation }
