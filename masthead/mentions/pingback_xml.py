"""XML-RPC for Pingback: one call, in and out
(https://hixie.ch/specs/pingback/pingback). Pure.
"""

from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from django.utils.html import escape

from masthead.mentions.errors import PingbackCallIsMalformed, PingbackMethodIsUnknown

MAX_CALL_BYTES = 16 * 1024
METHOD = "pingback.ping"

# The faults of the specification, and those that XML-RPC servers agree on.
PARSE_ERROR, UNKNOWN_METHOD, GENERIC = -32700, -32601, 0
NO_LINK, NO_TARGET, NOT_A_TARGET, KNOWN_ALREADY, ACCESS_DENIED = 0x0011, 0x0020, 0x0021, 0x0030, 0x0031


def read_call(body: bytes) -> tuple[str, str]:
    """Source and target of a call of `pingback.ping`.

    :raises PingbackCallIsMalformed: too large, no XML, or XML that wants to be more than a call
    :raises PingbackMethodIsUnknown: another method, or other arguments than two texts
    """
    root = _tree(body)
    if root.tag != "methodCall":
        raise PingbackCallIsMalformed
    values = root.findall("params/param/value")
    if (root.findtext("methodName") or "").strip() != METHOD or len(values) != 2:
        raise PingbackMethodIsUnknown
    source, target = (_text(value) for value in values)
    return source, target


def pingback_call(source: str, target: str) -> bytes:
    """A call of `pingback.ping`."""
    values = "".join(
        f"<param><value><string>{escape(text)}</string></value></param>" for text in (source, target)
    )
    return _document(f"<methodCall><methodName>{METHOD}</methodName><params>{values}</params></methodCall>")


def success_response(sentence: str) -> bytes:
    """The response to a call that was accepted."""
    value = f"<value><string>{escape(sentence)}</string></value>"
    return _document(f"<methodResponse><params><param>{value}</param></params></methodResponse>")


def fault_response(code: int, sentence: str) -> bytes:
    """The response to a call that was refused."""
    members = (
        f"<member><name>faultCode</name><value><int>{code}</int></value></member>"
        f"<member><name>faultString</name><value><string>{escape(sentence)}</string></value></member>"
    )
    return _document(
        f"<methodResponse><fault><value><struct>{members}</struct></value></fault></methodResponse>"
    )


def fault_in(body: bytes) -> int | None:
    """The fault code of an answer; None when the call was taken.

    :raises PingbackCallIsMalformed: it is no answer to a call
    """
    root = _tree(body)
    if root.tag != "methodResponse":
        raise PingbackCallIsMalformed
    if root.find("fault") is None:
        return None
    for member in root.iter("member"):
        value = member.find("value")
        if member.findtext("name") == "faultCode" and value is not None:
            digits = _text(value)
            return int(digits) if digits.lstrip("-").isdigit() and len(digits) < 12 else GENERIC
    return GENERIC


def _tree(body: bytes) -> Element:
    if len(body) > MAX_CALL_BYTES:
        raise PingbackCallIsMalformed
    try:
        root: Element = ElementTree.fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise PingbackCallIsMalformed from None
    return root


def _text(value: Element) -> str:
    typed = next(iter(value), None)
    return ((value if typed is None else typed).text or "").strip()


def _document(xml: str) -> bytes:
    return f'<?xml version="1.0" encoding="utf-8"?>\n{xml}\n'.encode()
