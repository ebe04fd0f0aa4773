# expects: exo:

PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX exo:     <https://w3id.org/exordf/ontology/>

DELETE { exo: dcterms:abstract ?abstract }
WHERE {
  exo: dcterms:abstract ?abstract .
  FILTER(LANG(?abstract) = "zh")
}
