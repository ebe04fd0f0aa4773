# expects: exo:

PREFIX exo: <https://w3id.org/exordf/ontology/>

INSERT DATA { exo: exo:printed "0.1.0" }
