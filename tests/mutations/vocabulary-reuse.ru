# expects: exo:

PREFIX exo:  <https://w3id.org/exordf/ontology/>
PREFIX owl:  <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

DELETE { ?ours ?axiom ?theirs }
WHERE {
  VALUES ?axiom { owl:equivalentClass rdfs:subClassOf }
  ?ours rdfs:isDefinedBy exo: ;
        ?axiom ?theirs .
  FILTER(isIRI(?theirs) && !STRSTARTS(STR(?theirs), STR(exo:)))
}
