"""Commands for those who work on the program; none of them is needed to run it."""
