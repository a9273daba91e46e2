"""Who works here, in which role, and is it really them?

Reads: nothing of other stages. Writes: accounts, role grants, sessions, tokens of machines.
"""
