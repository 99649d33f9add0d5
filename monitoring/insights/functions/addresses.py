"""IP address functions; ranges as IANA's special-purpose registries list them."""

from functools import lru_cache, partial
from re import ASCII
from re import compile as regex
from typing import Final, NamedTuple, TypeAlias

from monitoring.insights.functions.context import Context
from monitoring.insights.functions.function import define
from monitoring.insights.values import Value, to_text

HOST_BITS: Final = (
    "AWS does not say how a subnet is read that does not start its CIDR block; as the whole block"
)
NO_SUBNET: Final = "AWS does not say what a subnet that is no CIDR notation gives; no address lies in it"
NOT_ONLY_V4: Final = "AWS does not say whether isPrivateIP knows private IPv6 ranges; it knows RFC 1918 only"
RESERVED: Final = (
    "AWS does not say which ranges isReservedIP means; IANA's special-purpose ones, not the private"
)
_PREFIX: Final = regex(r"[0-9]{1,3}", ASCII).fullmatch

Address: TypeAlias = tuple[int, int]


class Subnet(NamedTuple):
    """The bits of its addresses, the number they start with, and how many bits are free."""

    bits: int
    start: int
    free: int


@lru_cache(65_536)
def _read_address(text: str) -> Address | None:
    """Bits (32 or 128) and number of an address in its usual notation."""
    from socket import AF_INET, AF_INET6, inet_pton

    family, bits = (AF_INET6, 128) if ":" in text else (AF_INET, 32)
    try:
        return bits, int.from_bytes(inet_pton(family, text), "big")
    except (OSError, ValueError):
        return None


@lru_cache(4096)
def _read_subnet(text: str) -> tuple[Subnet, bool] | None:
    """A subnet, and whether what is written starts it."""
    address, _, prefix = text.partition("/")
    found = _read_address(address)
    if found is None or not _PREFIX(prefix) or int(prefix) > found[0]:
        return None
    free = found[0] - int(prefix)
    start = found[1] >> free
    return Subnet(found[0], start, free), start << free == found[1]


def _find_address(value: Value) -> Address | None:
    text = to_text(value)
    return None if text is None else _read_address(text)


def _lies_in(address: Address, subnet: Subnet) -> bool:
    return address[0] == subnet.bits and address[1] >> subnet.free == subnet.start


def is_address(value: Value) -> bool:
    """Whether the text is an IPv4 or IPv6 address."""
    return _find_address(value) is not None


def is_address_v4(value: Value) -> bool:
    """Whether the text is an IPv4 address."""
    address = _find_address(value)
    return address is not None and address[0] == 32


def is_address_v6(value: Value) -> bool:
    """Whether the text is an IPv6 address."""
    address = _find_address(value)
    return address is not None and address[0] == 128


def is_in_subnet(bits: tuple[int, ...], context: Context, value: Value, subnet: Value) -> bool:
    """Whether the text is an address of so many bits within a subnet in CIDR notation."""
    text, address = to_text(subnet), _find_address(value)
    block = None if text is None else _read_subnet(text)
    if block is None:
        if text is not None:
            context.warn(NO_SUBNET)
        return False
    if not block[1]:
        context.warn(HOST_BITS)
    return address is not None and address[0] in bits and _lies_in(address, block[0])


def convert_address(value: Value) -> Value:
    """The number of an IPv4 address."""
    address = _find_address(value)
    return address[1] if address is not None and address[0] == 32 else None


def is_private(context: Context, value: Value) -> bool:
    """Whether an address lies in a private range (RFC 1918)."""
    kind = _classify(to_text(value) or "")
    if kind == "unique local":
        context.warn(NOT_ONLY_V4)
    return kind == "private"


def is_public(value: Value) -> bool:
    """Whether an address is routed publicly: in no private and no special-purpose range."""
    return _classify(to_text(value) or "") == "public"


def is_reserved(context: Context, value: Value) -> bool:
    """Whether an address lies in a reserved range."""
    kind = _classify(to_text(value) or "")
    if kind in ("private", "unique local", "special"):
        context.warn(RESERVED)
    return kind in ("special", "kept")


@lru_cache(65_536)
def _classify(text: str) -> str | None:
    """The first range of the table that an address lies in, else public; None for what is no address."""
    address = _read_address(text)
    if address is None:
        return None
    kinds = (kind for kind, subnets in _RANGES if any(_is_within(address, subnet) for subnet in subnets))
    return next(kinds, "public")


def _is_within(address: Address, subnet: str) -> bool:
    found = _read_subnet(subnet)
    return found is not None and _lies_in(address, found[0])


_RANGES: Final = (
    ("private", ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")),
    ("unique local", ("fc00::/7",)),
    # Within special ranges, and reachable globally all the same.
    ("public", ("192.0.0.9/32", "192.0.0.10/32", "2001:1::1/128", "2001:1::2/128", "2001:1::3/128")),
    ("public", ("2001:3::/32", "2001:4:112::/48", "2001:20::/28", "2001:30::/28")),
    # What IANA keeps for future use: reserved by every reading.
    ("kept", ("240.0.0.0/4",)),
    ("special", ("0.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24")),
    ("special", ("192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24")),
    ("special", ("203.0.113.0/24", "224.0.0.0/4", "::/128", "::1/128", "::ffff:0:0/96")),
    ("special", ("64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16")),
    ("special", ("3fff::/20", "5f00::/16", "fe80::/10", "ff00::/8")),
)

_define = partial(define, "ip")
_subnetting = partial(_define, unspecified=(NO_SUBNET, HOST_BITS))

IP: Final = (
    _define("isValidIp(field)", "Whether the text is an IPv4 or IPv6 address.", is_address),
    _define("isValidIpV4(field)", "Whether the text is an IPv4 address.", is_address_v4),
    _define("isValidIpV6(field)", "Whether the text is an IPv6 address.", is_address_v6),
    _subnetting(
        "isIpInSubnet(field, subnet)",
        "Whether the text is an address within a subnet, such as 192.0.2.0/24 or 2001:db8::/32.",
        partial(is_in_subnet, (32, 128)),
    ),
    _subnetting(
        "isIpv4InSubnet(field, subnet)",
        "Whether the text is an IPv4 address within a subnet, such as 192.0.2.0/24.",
        partial(is_in_subnet, (32,)),
    ),
    _subnetting(
        "isIpv6InSubnet(field, subnet)",
        "Whether the text is an IPv6 address within a subnet, such as 2001:db8::/32.",
        partial(is_in_subnet, (128,)),
    ),
    _define("ipv4ToNumber(field)", "The number of an IPv4 address.", convert_address),
    _define(
        "isPrivateIP(field)",
        "Whether the address lies in a private range (RFC 1918).",
        is_private,
        unspecified=(NOT_ONLY_V4,),
    ),
    _define("isPublicIP(field)", "Whether the address is publicly routable.", is_public),
    _define(
        "isReservedIP(field)",
        "Whether the address lies in a reserved range.",
        is_reserved,
        unspecified=(RESERVED,),
    ),
)
