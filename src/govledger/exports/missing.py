"""Packages that only one way of leaving needs: imported when it is asked for, and missed in one sentence."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from govledger.errors import GovledgerError


def extra(package: str, *, what: str, name: str) -> Any:
    """A package that an extra installs.

    Args:
        package: What is imported.
        what: What needs it, as a noun: ``a workbook``.
        name: The extra.

    Raises:
        GovledgerError: It is not installed.
    """
    try:
        return import_module(package)
    except ImportError as missing:
        raise GovledgerError(f"{what} needs the extra `{name}`: pip install 'govledger[{name}]'") from missing
