"""Proof that the record was not changed: bytes in, hashes out. Each module is imported by its own name."""
