# expects: exo:

PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX exo:     <https://w3id.org/exordf/ontology/>

INSERT DATA { exo: dcterms:license <https://creativecommons.org/licenses/by-nc/4.0/> }
