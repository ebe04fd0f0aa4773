# expects: exo:Osteoclast

PREFIX exo:  <https://w3id.org/exordf/ontology/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA { exo:Osteoclast skos:definition "A cell that takes bone away."@en }
