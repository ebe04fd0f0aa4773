# expects: exo:

PREFIX exo: <https://w3id.org/exordf/ontology/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>

INSERT { exo: owl:priorVersion ?version }
WHERE { exo: owl:versionIRI ?version }
