"""How many places has each unit, and how many are open?

Reads approved posts, the policy's ratio, adjustments and the members who stay; writes one row for each place.
"""
