"""The pages: each a function from an open archive and what was asked to a template and its values."""
