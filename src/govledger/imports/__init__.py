"""WHAT ARRIVES: plans that others keep in workbooks and documents, read as events.

`import_plan` is the way in; a mapping (`PlanMapping`) says which column is what, and is a small TOML file.
"""

from govledger.imports.importing import Asked, PlanImported, import_plan
from govledger.imports.layout import Layout, lay_out
from govledger.imports.mapping import PlanMapping, load_mapping, read_mapping
from govledger.imports.mapping_text import mapping_text
from govledger.imports.opening import open_plan

__all__ = [
    "Asked",
    "Layout",
    "PlanImported",
    "PlanMapping",
    "import_plan",
    "lay_out",
    "load_mapping",
    "mapping_text",
    "open_plan",
    "read_mapping",
]
