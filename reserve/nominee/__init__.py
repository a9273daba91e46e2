"""Who is put forward in this cycle, for which class?

Reads the votes and the members who stay; writes one row for each person and class (rule 8).
"""
