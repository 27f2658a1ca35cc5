"""To come: what leaves, a ledger as a bundle, a page, a spreadsheet, a database or a calendar."""
