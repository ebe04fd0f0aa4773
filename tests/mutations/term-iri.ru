# expects: <https://w3id.org/exordf/ontology/osteo_blast>

PREFIX exo:  <https://w3id.org/exordf/ontology/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

INSERT DATA { <https://w3id.org/exordf/ontology/osteo_blast> rdfs:isDefinedBy exo: }
