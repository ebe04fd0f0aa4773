# expects: exo:Osteoclast

PREFIX exo:      <https://w3id.org/exordf/ontology/>
PREFIX oboInOwl: <http://www.geneontology.org/formats/oboInOwl#>

INSERT DATA { exo:Osteoclast oboInOwl:hasDbXref "osteoclast of CL" }
