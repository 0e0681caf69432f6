"""Thin Scrapy adapters between engine and network: the address guard, robots.txt, redirects, header caps."""
