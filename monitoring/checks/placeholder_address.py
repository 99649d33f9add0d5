"""An address is a placeholder, is malformed, or is a secret.

Why: a text such as `[開発チームのSlackチャンネル]` or `team@example.com` deploys without a complaint, and the
first message to it is lost in the first incident. An address that lets everybody who reads it post, such as
a Slack webhook, does not belong into a repository.

Fix: name the SSM parameter that holds the address, `{parameter: /path}`; it is resolved at deployment and
missing ones are listed before. Secret addresses stand in Secrets Manager.

Bad:

    contacts:
      development: {kind: slack, address: "[開発チームのSlackチャンネル]"}
      on-call: {kind: email, address: oncall@example.com}

Good:

    contacts:
      development: {kind: slack, address: {parameter: "/monitoring/{environment}/development-channel"}}
      on-call: {kind: email, address: {parameter: "/monitoring/{environment}/on-call"}}
"""

from collections.abc import Iterator
from re import IGNORECASE
from re import compile as regex
from typing import Final

from monitoring.finding import Finding, Path, error
from monitoring.spec.facts import Parameter
from monitoring.spec.root import Spec

CHECK: Final = "placeholder-address"
_PLACEHOLDER: Final = regex(
    r"[\[\]<>{}【】]|\bexample\.|_HERE\b|xxx|\bto-?do\b|\btbd\b|\bfix-?me\b|change[-_ ]?(?:me|it)\b"
    r"|placeholder|\bdummy\b|\byour[-_. ]|\?\?|\.\.\.|…|^\W*$",
    IGNORECASE,
)
_SECRET: Final = regex(
    r"hooks\.slack\.com|\bxox[abprs]-|//[^/\s]*:[^/\s]*@|[?&](?:token|key|secret|sig)=|webhook"
    r"|\bAKIA[0-9A-Z]{16}|/[0-9a-f]{32}(?:/|$)",
    IGNORECASE,
)
_FORMS: Final = {
    "email": (regex(r"[^@\s]+@[^@\s]+\.[^@\s.]+"), "e-mail address", "name@company.jp"),
    "sms": (regex(r"\+[1-9]\d{6,14}"), "telephone number for SMS", "+819012345678"),
    "https": (regex(r"https://[^\s/]+\S*"), "address of an HTTPS endpoint", "https://host/path"),
}


def check(spec: Spec) -> Iterator[Finding]:
    """Addresses of contacts, of links and of the callers that the API allows."""
    for name, contact in spec.contacts.items():
        yield from _address(contact.address, ("contacts", name, "address"), contact.kind)
    links = spec.facts.links
    for name, field in zip(links.__struct_encode_fields__, links.__struct_fields__, strict=True):
        yield from _address(getattr(links, field), ("facts", "links", name), "link")
    for index, origin in enumerate(spec.facts.api.origins):
        yield from _address(origin, ("facts", "api", "origins", index), "origin")


def _address(address: str | Parameter, path: Path, kind: str) -> Iterator[Finding]:
    if isinstance(address, Parameter):
        plain = address.parameter.replace("{environment}", "")
        if _PLACEHOLDER.search(plain):
            fix = "name the parameter that will hold the address"
            yield error(CHECK, (*path, "parameter"), f"`{address.parameter}` is a placeholder", fix)
    elif finding := _literal(address, path, kind):
        yield finding


def _literal(address: str, path: Path, kind: str) -> Finding | None:
    if kind == "origin" and address == "*":
        return None
    if _PLACEHOLDER.search(address):
        said = f"`{address}` is a placeholder" if address.strip() else "the address is empty"
        return error(CHECK, path, said, _way_out(kind, "an SSM parameter"))
    if _SECRET.search(address):
        message = "the address looks like a secret: who reads it can use it"
        return error(CHECK, path, message, _way_out(kind, "Secrets Manager"))
    form, name, example = _FORMS.get(kind, (None, "", ""))
    if form and not form.fullmatch(address):
        fix = f"write it like `{example}`, or name an SSM parameter"
        return error(CHECK, path, f"`{address}` is no {name}", fix)
    return None


def _way_out(kind: str, store: str) -> str:
    if kind == "origin":
        return "write the address of the page that calls the API"
    return f"put the address into {store}, and write `{{parameter: /path}}`"
