"""Several files as one zip: the same files and day give the same bytes."""

import io
from collections.abc import Mapping
from datetime import date
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_UNIX, _READABLE = 3, 0o644 << 16
_LEVEL = 6


def zipped(files: Mapping[str, bytes], dated: date) -> bytes:
    """The files in the order given, all dated on one day."""
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        for name, content in files.items():
            entry = ZipInfo(name, (dated.year, dated.month, dated.day, 0, 0, 0))
            entry.compress_type, entry.create_system = ZIP_DEFLATED, _UNIX
            entry.external_attr = _READABLE
            archive.writestr(entry, content, compresslevel=_LEVEL)
    return out.getvalue()
