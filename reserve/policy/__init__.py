"""A county's plan as data: what it says, and what each clause means in days and numbers.

Reads a plan file (TOML); writes nothing. Everything in here is pure: a policy is loaded once, pinned by its
digest, and asked questions.
"""
