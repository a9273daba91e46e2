"""What both fronts share: who is asking, what the roles allow, and how a request is refused.

Reads and writes accounts; nothing of the stages.
"""
