"""An approved list made public: working days, notices, objections, and the formal entry into the pool.

Everything here only ever adds: who was published, what was objected, what was decided on it, who was admitted.
"""
