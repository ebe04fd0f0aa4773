# expects: <http://example.org/other/>

PREFIX owl:  <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

INSERT DATA {
  <http://example.org/other/> a owl:Ontology .
  <http://example.org/other/Thing> rdfs:isDefinedBy <http://example.org/other/> .
}
