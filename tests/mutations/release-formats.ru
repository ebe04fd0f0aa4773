# expects: <https://w3id.org/exordf/dataset/VERSION>

PREFIX dcat: <http://www.w3.org/ns/dcat#>

DELETE { ?file dcat:mediaType ?type }
WHERE {
  ?file dcat:mediaType ?type .
  FILTER(STRENDS(STR(?type), "/text/turtle"))
}
