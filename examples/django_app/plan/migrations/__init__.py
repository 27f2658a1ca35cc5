"""The tables of the app, version by version."""
