"""The ontology and its links: classification by HermiT, rule checks, mappings to external ontologies."""
