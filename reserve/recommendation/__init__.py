"""Whom did the unit's meeting name, and with how many votes?

Reads: ``votes.xlsx``. Writes: meetings and the votes of each name.
"""
