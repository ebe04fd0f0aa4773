"""HTTP around the pages: security, rendering, caching, content negotiation, limits on connections."""
