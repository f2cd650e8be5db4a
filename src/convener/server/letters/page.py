"""A letter as HTML, in what mail programs understand: tables, styles on the elements themselves.

The few rules in the head are for the programs that can show it dark or narrow; nothing depends on them.
"""

from __future__ import annotations

from html import escape
from typing import Final

from convener.server.letters.content import Content
from convener.server.letters.facts import Fact, Line
from convener.server.letters.words import Words

_FONT: Final = (
    "font-family:system-ui,-apple-system,'Segoe UI',Roboto,'PingFang SC','Microsoft YaHei',"
    "'Noto Sans CJK SC',sans-serif"
)
_RULES: Final = """
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  .back { background: #14171c !important; }
  .card { background: #1f242c !important; border-color: #343b46 !important; }
  .ink { color: #e8eaee !important; }
  .soft, .soft a { color: #a5aebb !important; }
  .news { background: #14402a !important; color: #c9f2d9 !important; }
  .link { color: #8ab4ff !important; }
}
@media (max-width: 480px) {
  .side, .side + td { display: block !important; width: auto !important; }
  .side { padding-bottom: 0 !important; }
}
"""


def page(letter: Content) -> str:
    return f"""<!doctype html>
<html lang="{escape(letter.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="format-detection" content="telephone=no">
<title>{escape(letter.title)}</title>
<style>{_RULES}</style>
</head>
<body class="back" style="margin:0;padding:24px 12px;background:#f3f4f6;{_FONT}">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:600px;margin:0 auto">
<tr><td class="card ink" style="padding:28px;background:#ffffff;border:1px solid #dfe3e8;border-radius:8px;\
color:#1b1f24;font-size:15px;line-height:1.5">
<p style="margin:0 0 8px">{_bidi(letter.opening)}</p>
<h1 style="margin:0 0 20px;font-size:22px;line-height:1.3">{_bidi(letter.subject)}{_former(letter)}</h1>
{_way_in(letter)}
<table width="100%" cellpadding="0" cellspacing="0" style="border-collapse:collapse;font-size:15px">
{"".join(_fact(fact, letter.phrases) for fact in letter.facts)}</table>
{_advice(letter)}</td></tr>
<tr><td class="soft" style="padding:16px 28px;color:#5b6570;font-size:13px;text-align:center">\
{_bidi(letter.footer)}</td></tr>
</table>
</body>
</html>
"""


def _fact(fact: Fact, phrases: Words) -> str:
    lines = [_line(line, phrases) for line in fact.lines]
    lines += [_past(line, phrases) for line in fact.former]
    shown = "".join(f'<div style="margin:0 0 3px">{line}</div>' for line in lines)
    return (
        '<tr><th scope="row" class="side soft" style="padding:6px 16px 6px 0;width:130px;text-align:left;'
        f'vertical-align:top;font-weight:normal;color:#5b6570">{escape(fact.label)}</th>'
        f'<td style="padding:6px 0;vertical-align:top">{shown}</td></tr>\n'
    )


def _line(line: Line, phrases: Words) -> str:
    text = _link(line.text) if line.is_link else _bidi(line.text)
    if not line.is_news:
        return text
    return (
        f'<span class="news" style="background:#dff5e6;color:#0c4a26;padding:0 4px;border-radius:3px">{text}'
        f'</span> <span class="soft" style="color:#5b6570;font-size:13px">({escape(phrases.new)})</span>'
    )


def _past(text: str, phrases: Words) -> str:
    crossed = f'<s class="soft" style="color:#5b6570">{_bidi(text)}</s>'
    return escape(phrases.former).replace("{value}", crossed)


def _former(letter: Content) -> str:
    if letter.former_subject is None:
        return ""
    past = _past(letter.former_subject, letter.phrases)
    return f'<br><span class="soft" style="color:#5b6570;font-size:15px;font-weight:normal">{past}</span>'


def _way_in(letter: Content) -> str:
    if letter.link is None:
        return ""
    return (
        f'<p style="margin:0 0 10px"><a href="{escape(letter.link)}" style="display:inline-block;'
        "padding:11px 22px;background:#1f5fd0;color:#ffffff;border-radius:6px;text-decoration:none;"
        f'font-weight:600">{escape(letter.join)}</a></p>\n'
        f'<p class="soft" style="margin:0 0 16px;color:#5b6570;font-size:13px">{_link(letter.link)}</p>'
    )


def _advice(letter: Content) -> str:
    if letter.advice is None:
        return ""
    style = "margin:16px 0 0;color:#5b6570;font-size:13px"
    return f'<p class="soft" style="{style}">{escape(letter.advice)}</p>'


def _link(address: str) -> str:
    style = "color:#1f5fd0;word-break:break-all"
    return f'<a class="link" href="{escape(address)}" style="{style}">{escape(address)}</a>'


def _bidi(text: str) -> str:
    """Users' words may be written in either direction, and must not turn around what stands beside them."""
    return f'<bdi dir="auto">{escape(text)}</bdi>'
