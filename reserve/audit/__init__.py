"""Who did what: a journal whose entries are linked by hashes, written in the transaction they tell of."""
