"""The same reads as the pages, as JSON for other systems, under ``/api/v1``."""
