"""What newsfold keeps: the records, the errors, and the SQLite archive. Imports nothing of ours from above."""
