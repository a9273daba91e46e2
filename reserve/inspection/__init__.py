"""What did the inspection of a nominee find?

Reads: ``inspections.xlsx``, where there is one. Writes: the conclusion on each person inspected.
"""
