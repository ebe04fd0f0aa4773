# expects: exo:Orphan

PREFIX exo:  <https://w3id.org/exordf/ontology/>
PREFIX owl:  <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

INSERT DATA { exo:Orphan a owl:Class ; rdfs:isDefinedBy exo: }
