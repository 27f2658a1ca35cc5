"""The command line: ``govledger`` and its verbs, one file per group of them."""

from govledger.cli.app import main

__all__ = ["main"]
