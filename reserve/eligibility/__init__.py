"""Does a nominee meet every condition, or come in under the exception?

Reads: facts, policy and as-of date; the papers in ``exceptions.xlsx``. Writes: verdicts and outcomes.
"""
