"""The QR code of a form's address."""

import io

import segno


def qr_svg(address: str) -> str:
    """The code as SVG, dark on white, with error correction for a scratched poster."""
    out = io.BytesIO()
    segno.make(address, error="m").save(
        out, kind="svg", scale=6, border=4, light="#ffffff", xmldecl=False
    )
    return out.getvalue().decode()


def qr_png(address: str) -> bytes:
    """The code as PNG, large enough to print on A4."""
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="png", scale=24, border=4)
    return out.getvalue()


def qr_data(text: str) -> str:
    """A code of any text, as an address that holds the picture itself."""
    return str(segno.make(text, error="m").svg_data_uri(scale=4, border=2, light="#ffffff"))
