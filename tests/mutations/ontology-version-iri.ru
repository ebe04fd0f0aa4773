# expects: exo:

PREFIX exo: <https://w3id.org/exordf/ontology/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>

DELETE { exo: owl:versionInfo ?number }
INSERT { exo: owl:versionInfo "0.0.9" }
WHERE { exo: owl:versionInfo ?number }
