# expects: exo:Claim

PREFIX exo:  <https://w3id.org/exordf/ontology/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

DELETE { exo:Claim skos:definition ?definition }
WHERE {
  exo:Claim skos:definition ?definition .
  FILTER(LANG(?definition) = "en")
}
