"""The templates of a report: everything put in is escaped, and what is not there is an error."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from govledger.errors import GovledgerError

if TYPE_CHECKING:
    from jinja2 import Environment

NO_EXTRA = "a report needs the extra `report`: pip install 'govledger[report]'"


@lru_cache(maxsize=1)
def environment() -> Environment:
    """What the templates are filled in with.

    Raises:
        GovledgerError: The extra `report` is not installed.
    """
    try:
        from jinja2 import Environment as Made, PackageLoader, StrictUndefined  # noqa: PLC0415 - an extra
    except ImportError as fault:
        raise GovledgerError(NO_EXTRA) from fault
    return Made(
        loader=PackageLoader("govledger.exports.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
