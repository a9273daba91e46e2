"""Long proofs, of which the gate runs a small part: ``python -m tests.proof``.

They go on where they were stopped (``var/proof``) and write what they found into ``docs/proofs.md``.
"""
