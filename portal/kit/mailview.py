"""An email on a page of ours, by its own rules: its inlined styles, no script, nothing loaded.

It goes into an iframe of a page whose policy allows frames of the site itself.
"""

from django.http import HttpResponse

_AS_A_MAIL_PROGRAM = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:;"
    " frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox",
    "X-Frame-Options": "SAMEORIGIN",
}
# A link opens beside the frame, as it does in a mail program.
_NEW_WINDOW = '<base target="_blank">'


def as_a_mail_program(html: str) -> HttpResponse:
    """The email as a page of its own, with an origin of its own."""
    return HttpResponse(
        html.replace("<head>", f"<head>{_NEW_WINDOW}", 1), headers=_AS_A_MAIL_PROGRAM
    )
