"""A council's improvement plan in FastAPI; see README.md."""
