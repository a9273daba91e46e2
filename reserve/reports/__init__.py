"""What came of a cycle, for people and for programs.

Reads every stage; writes nothing to the database, only files.
"""
