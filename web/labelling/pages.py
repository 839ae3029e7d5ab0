"""The labelling page's HTML: constants, filled by the modules in `web/static/labelling/`."""

from __future__ import annotations

_HEAD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<meta name="robots" content="noindex">
<title>Labelling – Buy That Look</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="../static-page/page.css">
<link rel="stylesheet" href="../static-page/product.css">
<link rel="stylesheet" href="../static-page/labelling/labelling.css">
"""

_TOP = """</head>
<body class="btl-team">
<div class="btl-header"><a href="../">Buy That Look</a><nav aria-label="Ways to shop">
<a href="../">Your photo</a><a href="../?shelf=">Product pages</a><a href="./" aria-current="page">Labelling</a>
</nav></div>
<main class="btl">
"""

_END = """</main>
</body>
</html>
"""

_SIGN_OUT = """<form class="btl-out" method="post" action="logout">
<button class="btl-button btl-quiet">Sign out</button></form>
"""

_SCRIPT = '<script type="module" src="../static-page/labelling/main.js"></script>\n'

_FORM = """<form class="btl-login" method="post" action="login">
<h1>Labelling</h1>
<p class="btl-sub">This page shows photos of people. Only the team of this shop may see it.</p>
<label for="password">Password of the team</label>
<input id="password" name="password" type="password" autocomplete="current-password" required autofocus>
"""

_WRONG = '<p class="btl-wrong-password" role="alert">That is not the password. Please try again.</p>\n'

_SIGN_IN = '<button class="btl-button btl-primary">Sign in</button>\n</form>\n'

CLOSED = f"""{_HEAD}{_TOP}<h1>Labelling</h1>
<p class="btl-sub">This page shows photos of people, and it has no password: it opens only on the machine that the shop
runs on. Set BTL_TEAM_PASSWORD to open it from here.</p>
{_END}"""
"""For a browser elsewhere, where no password is set."""


def page(*, signed_in: bool) -> str:
    """The page itself.

    Args:
        signed_in: whether there is something to sign out of.
    """
    body = (
        '<div class="btl-live" role="status" aria-live="polite"></div>\n'
        '<div class="btl-root"><h1>Labelling</h1><p class="btl-sub">Loading.</p></div>\n'
    )
    return f"{_HEAD}{_SCRIPT}{_TOP}{body}{_SIGN_OUT if signed_in else ''}{_END}"


def login(*, wrong: bool = False) -> str:
    """The way in.

    Args:
        wrong: whether a wrong password was tried.
    """
    return f"{_HEAD}{_TOP}{_FORM}{_WRONG if wrong else ''}{_SIGN_IN}{_END}"
