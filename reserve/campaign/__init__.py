"""Several stages at one go: a whole campaign, taking in workbooks, and deriving what follows from them.

Reads: everything upstream. Writes: through the stages' actions; of its own only the imports and their workbooks.
"""
