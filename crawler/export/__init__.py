"""Taking articles out of an archive: a selection of them in every format that other programs read."""
