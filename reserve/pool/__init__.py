"""Who is in the reserve pool now?

Reads: ``members.xlsx``. Writes: the pool's members and their history.
"""
