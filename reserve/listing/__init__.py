"""Who is listed within the places?

Reads: everything upstream; the decisions on ties in ``decisions.xlsx``. Writes: the list.
"""
