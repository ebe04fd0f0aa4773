# expects: exo:Osteoclast

PREFIX exo:  <https://w3id.org/exordf/ontology/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

INSERT DATA { exo:Osteoclast rdfs:label "Osteoblast"@en }
