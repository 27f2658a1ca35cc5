"""The improvement plan: pages to read, three forms to record with, and who may do what."""
