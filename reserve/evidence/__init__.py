"""Can the office still answer for a campaign? Replays it from what was stored, and binds it into one archive.

Reads: everything of a cycle, the journal included. Writes nothing to the database; an archive goes to a file.
"""
