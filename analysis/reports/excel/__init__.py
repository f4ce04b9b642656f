"""A report as an Excel workbook: cover, a sheet a table, charts, the ledger and its sources."""
