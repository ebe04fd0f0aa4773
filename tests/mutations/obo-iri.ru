# expects: <https://purl.obolibrary.org/obo/CL_0000062>

PREFIX exo:  <https://w3id.org/exordf/ontology/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA { exo:Osteoblast skos:exactMatch <https://purl.obolibrary.org/obo/CL_0000062> }
