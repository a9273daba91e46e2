"""Yearly renewal of a county's pool of reserve cadres."""
