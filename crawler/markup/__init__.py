"""What feeds, sitemaps and pages share: bytes to text, broken XML to a tree, dates, links, plain lines."""
