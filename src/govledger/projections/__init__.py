"""What the record adds up to: the projection kit and the read models that come with it."""

from govledger.projections.projection import Projection, View, derived, on, projection

__all__ = ["Projection", "View", "derived", "on", "projection"]
