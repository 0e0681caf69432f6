"""The archive in a browser: Datasette for tables and SQL, with pages of our own for stories, sources and runs.

`pages/` answers (plain functions from an open archive and what was asked to a template and its values),
`charts` draws, `plugin` puts both into Datasette, `guard` keeps strangers out, `server` listens.
"""
