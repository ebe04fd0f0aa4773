# expects: exo:

PREFIX exo:  <https://w3id.org/exordf/ontology/>
PREFIX vann: <http://purl.org/vocab/vann/>

DELETE WHERE { exo: vann:preferredNamespaceUri ?namespace }
