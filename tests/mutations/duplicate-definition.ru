# expects: exo:Osteoclast

PREFIX exo:  <https://w3id.org/exordf/ontology/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT { exo:Osteoclast skos:definition ?definition }
WHERE { exo:Osteoblast skos:definition ?definition }
