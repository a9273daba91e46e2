"""Who passed the unified exam?

Reads: ``marks.xlsx``. Writes: one mark for each person examined.
"""
