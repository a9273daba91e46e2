"""One yearly campaign: which policy, as of which day?

Reads a policy; writes the cycle with the policy's text and digest, so that it can be replayed under its own rules.
"""
