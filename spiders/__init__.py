"""What to fetch: one spider for each way into a site. They ask, read and hand on; rules live in `crawler`."""
