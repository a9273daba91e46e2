from tests.journeys.conftest import county_of

__all__ = ["county_of"]
