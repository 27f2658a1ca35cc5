"""Reads an older workbook in a process of its own: from standard input, to JSON on standard output.

A damaged ``.xls`` can make its reader ask for fifty gigabytes and take its process down with it; so that process is not
ours, and may hold no more than it is given. This file is run by its path and imports nothing of the library.
"""

import contextlib
import datetime as dt
import io
import json
import sys
from typing import Any

MEMORY_BYTES = 1 << 30
"""How much memory it may take, where the system can hold it to that."""


def read(data: bytes, cells_max: int, rows_max: int, columns_max: int) -> dict[str, Any]:
    """Every sheet of a workbook, or what is wrong with it, as plain JSON.

    Args:
        data: Its bytes.
        cells_max: How many cells a sheet may have.
        rows_max: How many rows.
        columns_max: How many columns.
    """
    import python_calamine as calamine  # noqa: PLC0415 - an extra

    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            sheets: list[dict[str, Any]] = []
            for about in book.sheets_metadata:
                sheet = book.get_sheet_by_name(about.name)
                height, width = sheet.total_height, sheet.total_width
                if height > rows_max or width > columns_max or height * width > cells_max:
                    return {"large": f"a sheet {about.name} of {height:,} rows and {width:,} columns"}
                is_hidden = about.visible != calamine.SheetVisibleEnum.Visible
                rows = [[_plain(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
                merges = sheet.merged_cell_ranges or []
                sheets.append({"name": about.name, "hidden": is_hidden, "rows": rows, "merges": merges})
            return {"sheets": sheets}
    except calamine.PasswordError:
        return {"password": True}
    except (calamine.CalamineError, OSError, ValueError) as fault:
        return {"fault": str(fault)}


def _plain(value: Any) -> Any:
    """A value as JSON has it; a day between brackets, so that it is told from text."""
    if isinstance(value, dt.date):
        return [value.isoformat()[: len("2017-09-30")]]
    return str(value) if isinstance(value, dt.time | dt.timedelta) else value


def main() -> None:
    """Read what standard input holds, within the bounds of the command line."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415 - not every system has it

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    bounds = [int(given) for given in sys.argv[1:4]]
    json.dump(read(sys.stdin.buffer.read(), *bounds), sys.stdout)


if __name__ == "__main__":
    main()
