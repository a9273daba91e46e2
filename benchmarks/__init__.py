"""Speed as ratios: both sides in turn in one run; nothing here is a test. Run by ``make bench``."""
