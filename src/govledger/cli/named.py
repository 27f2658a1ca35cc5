"""Finding the projection that a verb was given: one of the library's own by its name, or an application's."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path


def read_view(text: str) -> type:
    """The projection called so: ``plan-state``, or ``module:Class`` for one of an application.

    A module is looked for in the folder the verb is run in too. It is imported because somebody asked for it by name;
    nothing is ever imported because it is written in a ledger or in its tables.

    Raises:
        BadValueError: There is none of that name.
    """
    from govledger.projections.views import view_named

    if ":" not in text:
        return view_named(text)
    module, _, name = text.partition(":")
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    return _projection(text, module, name)


def _projection(text: str, module: str, name: str) -> type:
    from govledger.errors import BadValueError
    from govledger.events.words import nearest

    try:
        held = vars(import_module(module))
    except ImportError as fault:
        raise BadValueError(text, f"a projection as module:Class; {fault}", where="view") from fault
    views = {key: one for key, one in held.items() if isinstance(one, type) and getattr(one, "__projection__", None)}
    if name not in views:
        expected = f"a projection in {module}, where there are: {', '.join(views) or 'none'}"
        raise BadValueError(text, expected, where="view", nearest=[f"{module}:{one}" for one in nearest(name, views)])
    return views[name]
