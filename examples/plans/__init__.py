"""A council's improvement plan as councils keep it: one workbook, saved again every month."""
