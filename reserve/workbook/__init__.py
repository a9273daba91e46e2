"""How is any of the office's spreadsheets read?

Reads: one workbook, by its recognised headers. Writes: nothing; gives typed cells and findings.
"""
