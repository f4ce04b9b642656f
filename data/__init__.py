"""Storage: the only code that knows a database. Database files live in `var/`, never here."""
