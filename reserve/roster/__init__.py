"""Who works in which unit, and what does each file say?

Reads: ``units.xlsx`` and ``roster.xlsx``. Writes: units with their posts, persons with their facts.
"""
