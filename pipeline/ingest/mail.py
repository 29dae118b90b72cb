"""Reader of e-mail (.eml), as agencies send their dispatches.

What belongs here: which part of a message is its text, its headers as metadata, its attachments. What does not: what
an attachment holds (readers.py decides as for a file of that name), quoted replies and signatures (cleaning).
"""

import email
import email.policy
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Final

from pipeline.ingest.archive import OpenMember
from pipeline.ingest.article import Article, compose
from pipeline.ingest.encoding import Undecoded, decode, is_visible
from pipeline.ingest.limits import (
    BOUNDARIES_MAX,
    HEADER_MAX,
    HEADER_PARAMETERS_MAX,
    PARTS_MAX,
    LimitError,
)
from pipeline.ingest.plain import RECORD_KEY
from pipeline.records.reading import Reading, Refusal

READER: Final = "mail"
MEDIA_TYPE: Final = "message/rfc822"

_HEADERS: Final = ("from", "reply-to", "list-id", "keywords", "message-id", "organization", "importance")
_SIGN: Final = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]*+:[^\r\n]*+\r?\n(?:[ \t][^\r\n]*+\r?\n)*+){2,}+\r?\n")
_FIELD: Final = re.compile(
    rb"^(content-[a-z]+|subject|date|organization|"
    + "|".join(_HEADERS).encode()
    + rb"):[^\r\n]*+(?:\r?\n[ \t][^\r\n]*+)*+",
    re.IGNORECASE | re.MULTILINE,
)
_READ_TYPES: Final = {
    "text/plain": ".txt",
    "text/html": ".html",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "application/json": ".json",
    "text/csv": ".csv",
    "message/rfc822": ".eml",
}
"""Types of attachments that come without a file name which is read, and the suffix to read them by."""


def read_mail(payload: bytes, open_member: OpenMember) -> Iterator[Reading | Refusal]:
    """The message as a document, then its attachments, each under its file name; or refusals.

    The payload is the message as it came, the key its Message-ID. Of a text in two forms the plain one is taken, unless
    it is empty. Pictures that the text shows are no attachments. A message that is nothing but its attachments is no
    refusal.
    """
    if not _SIGN.match(payload):
        detail = "The file has no headers as a message has; deliver it as .txt if it is a text."
        yield Refusal(RECORD_KEY, "malformed", detail, len(payload))
        return
    if any(_is_outsize(field.group()) for field in _FIELD.finditer(payload)):
        detail = "The message has a header far longer than any program writes; deliver its text as .txt."
        yield Refusal(RECORD_KEY, "malformed", detail, len(payload))
        return
    parts: list[EmailMessage] = []
    key = RECORD_KEY
    if payload.count(b"\n--") <= BOUNDARIES_MAX:
        message = email.message_from_bytes(payload, policy=email.policy.default)
        key = _header(message, "message-id") or RECORD_KEY
        parts = _walk(message)
    if not 0 < len(parts) <= PARTS_MAX:
        detail = f"The message has more than {PARTS_MAX} parts; deliver them as files."
        yield Refusal(key, "oversized", detail, len(payload))
        return
    attachments = [part for part in parts if _is_attachment(part)]
    texts = [part for part in parts if part not in attachments]
    found = _read_text(message, texts, key, payload)
    if isinstance(found, Reading) or not attachments:
        yield found
    for part in attachments:
        yield from _read_attachment(part, key, open_member)


def _is_outsize(field: bytes) -> bool:
    """The standard library's time for a header grows with the square of its length, and faster for parameters."""
    return len(field) > (HEADER_PARAMETERS_MAX if field[:8].lower() == b"content-" else HEADER_MAX)


def _read_text(
    message: EmailMessage, parts: list[EmailMessage], key: str, payload: bytes
) -> Reading | Refusal:
    encoding = "utf-8"
    article = Article(title=_header(message, "subject"))
    for kind in ("text/plain", "text/html"):
        for part in parts:
            if part.get_content_type() == kind and not is_visible(article.body):
                text, name = _decode_part(part)
                article.body, article.is_markup = text.replace("\r\n", "\n"), kind == "text/html"
                encoding = name
    if not is_visible(article.body):
        detail = "The message holds no text that can be read; deliver its text as .txt."
        return Refusal(key, "empty", detail, len(payload))
    sender, address = parseaddr(_header(message, "from") or "")
    article.add("json-ld:headline", article.title)
    article.add("json-ld:datePublished", _header(message, "date"))
    article.add("json-ld:publisher", _header(message, "organization"), sender, address.rpartition("@")[2])
    article.add("html:lang", (_header(message, "content-language") or "").split(",")[0])
    for name in _HEADERS:
        article.add(f"meta:{name}", _header(message, name))
    return compose(article, key, payload, MEDIA_TYPE, READER, encoding=encoding)


def _read_attachment(part: EmailMessage, key: str, open_member: OpenMember) -> Iterator[Reading | Refusal]:
    """The records of an attachment; its key is that of the message, a slash, and the file's name."""
    kind = part.get_content_type()
    name = " ".join((part.get_filename() or f"attachment{_READ_TYPES.get(kind, '')}").split())
    name = name.replace("\\", "/").rpartition("/")[2].encode("utf-8", "replace").decode("utf-8")
    if part.is_multipart():
        inner = part.get_payload(0)
        data = inner.as_bytes() if isinstance(inner, EmailMessage) else b""
    else:
        raw = part.get_payload(decode=True)
        data = raw if isinstance(raw, bytes) else b""
    try:
        for found in open_member(io.BufferedReader(io.BytesIO(data)), name):
            inner_key = "" if found.record_key == RECORD_KEY else f"#{found.record_key}"
            yield replace(found, record_key=f"{key}/{name}{inner_key}")
    except LimitError as error:
        yield Refusal(f"{key}/{name}", "oversized", f"The attachment {error}.", len(data))


def _walk(message: EmailMessage) -> list[EmailMessage]:
    """The leaves of the message in order, attached messages whole; at most PARTS_MAX and one."""
    leaves: list[EmailMessage] = []
    stack = [message]
    while stack and len(leaves) <= PARTS_MAX:
        part = stack.pop()
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            inner = part.get_payload()
            stack += [each for each in reversed(list(inner)) if isinstance(each, EmailMessage)]
        else:
            leaves.append(part)
    return leaves


def _is_attachment(part: EmailMessage) -> bool:
    kind = part.get_content_type()
    if kind == "message/rfc822" or part.get_content_disposition() == "attachment":
        return True
    is_shown = part.get("content-id") is not None or part.get_content_maintype() in (
        "image",
        "audio",
        "video",
    )
    return kind not in ("text/plain", "text/html") and not is_shown


def _decode_part(part: EmailMessage) -> tuple[str, str]:
    """The text of a part and its encoding; bytes that its charset does not explain are read as decode() reads them."""
    raw = part.get_payload(decode=True)
    data = raw if isinstance(raw, bytes) else b""
    decoded = decode(data, part.get_content_charset())
    if isinstance(decoded, Undecoded):
        return data.decode("utf-8", "replace").replace("\0", ""), "utf-8"
    return decoded.text, decoded.encoding


def _header(message: EmailMessage, name: str) -> str | None:
    """A header, decoded, on one line; None where it is absent or cannot be read."""
    try:
        value = message.get(name)
    except (ValueError, IndexError, AttributeError, TypeError, LookupError):
        return None
    return " ".join(str(value).encode("utf-8", "replace").decode("utf-8").split()) or None if value else None
