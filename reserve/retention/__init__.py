"""Is a present member kept, removed or deferred?

Reads: the decisions in ``members.xlsx`` and ``decisions.xlsx``. Writes: one decision for each member.
"""
