"""Messages of Slack as a web page that looks like Slack: blocks, replies, edits, widths and fonts.

Only what our messages use is known (Block Kit reference: header, section, image, actions, context, divider);
anything else stops the picture.
"""

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from html import escape, unescape
from re import Match
from re import compile as regex
from typing import Any, NamedTuple

Block = Mapping[str, Any]

_TOKEN = regex(
    r"```(?P<pre>.*?)```\n?|`(?P<code>[^`\n]+)`|<(?P<url>[^|>\s]+)\|(?P<label>[^>]+)>|<(?P<bare>https?://[^>]+)>"
    r"|(?<![\w*])\*(?P<bold>[^*\n]+)\*(?![\w*])|(?<![\w_])_(?P<italic>[^_\n]+)_(?![\w_])",
    16,
)
_STYLE = """
* { box-sizing: border-box }
body { margin: 0; padding: 20px; width: WIDTHpx; background: #fff; color: #1d1c1d;
  font: 15px/1.466 Lato, "Noto Sans CJK JP", "Noto Sans", "Noto Color Emoji", sans-serif }
h1 { font-size: 18px; margin: 0 0 12px; border-bottom: 1px solid #ddd; padding-bottom: 8px }
.message { display: flex; gap: 8px; padding: 8px 0 }
.reply { margin-left: 44px; border-left: 2px solid #ddd; padding-left: 12px }
.face { width: 36px; height: 36px; border-radius: 8px; background: #4a154b; flex: none; color: #fff;
  text-align: center; line-height: 36px; font-weight: 700 }
.body { max-width: 600px; flex: 1; min-width: 0 }
.who { font-weight: 900 } .app { background: #eee; font-size: 10px; padding: 1px 3px; border-radius: 2px }
.when { color: #616061; font-size: 12px; margin-left: 6px }
.header { font-size: 18px; font-weight: 700; margin: 8px 0 }
.section { margin: 8px 0; overflow-wrap: anywhere }
.context { margin: 8px 0; font-size: 13px; color: #616061 }
hr { border: 0; border-top: 1px solid #ddd; margin: 12px 0 }
pre { font: 12px/1.5 Monaco, "Noto Sans Mono CJK JP", monospace; background: #f8f8f8; border: 1px solid #ddd;
  border-radius: 4px; padding: 8px; margin: 4px 0; white-space: pre-wrap; overflow-wrap: anywhere }
code { font-family: monospace; color: #c01343; background: #f8f8f8; border: 1px solid #ddd }
a { color: #1264a3; text-decoration: none }
.image b { font-size: 15px; font-weight: 400 } .image img { display: block; width: 480px; border-radius: 8px;
  border: 1px solid #ddd } .image i { display: block; width: 360px; height: 135px;
  border-radius: 8px; border: 1px solid #ddd;
  background: repeating-linear-gradient(0deg, #fafafa 0 26px, #eee 26px 27px) }
.actions { margin: 8px 0; display: flex; flex-wrap: wrap; gap: 8px }
button { font: 700 13px/1 Lato, "Noto Sans CJK JP", sans-serif; padding: 0 10px; height: 30px;
  border-radius: 4px; border: 1px solid #bbb; background: #fff }
.primary { background: #007a5a; color: #fff; border-color: #007a5a }
.danger { background: #e01e5a; color: #fff; border-color: #e01e5a }
.mail { white-space: pre-wrap; font: 13px/1.5 "Noto Sans Mono CJK JP", monospace; overflow-wrap: anywhere }
"""


class Shown(NamedTuple):
    """A message: its blocks, when it was said (empty: not shown), whether it is a reply, its PNGs by id."""

    blocks: Sequence[Block]
    when: str = ""
    is_reply: bool = False
    files: Mapping[str, bytes] = {}


def page(title: str, messages: Sequence[Shown], width: int = 720) -> str:
    """A web page with messages below each other."""
    inside = "\n".join(map(_message, messages))
    return _document(f"<h1>{escape(title)}</h1>\n{inside}", width)


def mail_page(title: str, text: str, width: int = 720) -> str:
    """A text as a mail program shows it."""
    return _document(f'<h1>{escape(title)}</h1>\n<div class="mail">{escape(text)}</div>', width)


def to_html(mrkdwn: str) -> str:
    """Slack's mrkdwn as HTML: bold, italic, code, links; ``&amp; &lt; &gt;`` are the only escapes in it."""
    found, at = "", 0
    for match in _TOKEN.finditer(mrkdwn):
        found += _text(mrkdwn[at : match.start()]) + _token(match)
        at = match.end()
    return found + _text(mrkdwn[at:])


def _document(inside: str, width: int) -> str:
    style = _STYLE.replace("WIDTH", str(width))
    return f'<!doctype html><meta charset="utf-8"><style>{style}</style>\n{inside}\n'


def _message(shown: Shown) -> str:
    blocks = "\n".join(line for block in shown.blocks for line in _block(block, shown.files))
    kind = "message reply" if shown.is_reply else "message"
    when = f'<span class="when">{shown.when}</span>'
    head = f'<div><span class="who">サブ目標生成API</span> <span class="app">APP</span>{when}</div>'
    return f'<div class="{kind}"><div class="face">監</div><div class="body">{head}\n{blocks}\n</div></div>'


def _block(block: Block, files: Mapping[str, bytes]) -> Iterator[str]:
    match block["type"]:
        case "header":
            yield f'<div class="header">{escape(block["text"]["text"])}</div>'
        case "section":
            yield f'<div class="section">{to_html(block["text"]["text"])}</div>'
        case "context":
            yield f'<div class="context">{" ".join(to_html(one["text"]) for one in block["elements"])}</div>'
        case "image":
            yield f'<div class="image">{_picture(block, files)}</div>'
        case "divider":
            yield "<hr>"
        case "actions":
            yield f'<div class="actions">{"".join(map(_button, block["elements"]))}</div>'
        case other:
            raise ValueError(
                f"a block of the type {other} is not known; add it to tests/pictures/slack_page.py"
            )


def _picture(block: Block, files: Mapping[str, bytes]) -> str:
    """The picture itself where it is known, else a frame with its name."""
    content = files.get(block.get("slack_file", {}).get("id", ""))
    if content is None:
        return f"<b>{escape(block['alt_text'])}</b><i></i>"
    return f'<img src="data:image/png;base64,{b64encode(content).decode()}">'


def _button(element: Block) -> str:
    return f'<button class="{element.get("style", "")}">{escape(element["text"]["text"])}</button>'


def _token(match: Match[str]) -> str:
    found = match.groupdict()
    if found["pre"] is not None:
        return f"<pre>{_plain(found['pre'].strip(chr(10)))}</pre>"
    if found["code"] is not None:
        return f"<code>{_plain(found['code'])}</code>"
    if found["label"] is not None or found["bare"] is not None:
        return f'<a href="#">{_plain(found["label"] or found["bare"])}</a>'
    if found["bold"] is not None:
        return f"<b>{to_html(found['bold'])}</b>"
    return f"<i>{to_html(found['italic'])}</i>"


def _text(text: str) -> str:
    return _plain(text).replace("\n", "<br>")


def _plain(text: str) -> str:
    return escape(unescape(text))
