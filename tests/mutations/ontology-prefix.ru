# expects: exo:

PREFIX exo:  <https://w3id.org/exordf/ontology/>
PREFIX vann: <http://purl.org/vocab/vann/>

DELETE { exo: vann:preferredNamespacePrefix ?prefix }
INSERT { exo: vann:preferredNamespacePrefix "exordf" }
WHERE { exo: vann:preferredNamespacePrefix ?prefix }
