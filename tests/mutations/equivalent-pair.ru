# expects: exo:Osteoclast

PREFIX exo: <https://w3id.org/exordf/ontology/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>

INSERT DATA { exo:Osteoclast owl:equivalentClass exo:Osteoblast }
