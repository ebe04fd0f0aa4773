"""The list of claims: facets and their index, the filter that an address gives, downloads."""
