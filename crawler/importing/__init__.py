"""Bringing articles in from files: the same reading and folding as a crawl's, the same records."""
