"""Triple stores behind one protocol: Oxigraph in memory and on disk, and SPARQL servers over HTTP."""
