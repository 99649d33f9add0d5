"""Why data does not fit a model: every reason, with its path. Only runs after the fast conversion refused."""

from collections.abc import Collection, Iterator
from re import sub
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

import msgspec
from msgspec.structs import fields

from monitoring.finding import Finding, Path, dotted, error
from monitoring.spec.expected import entries, expected, unwrapped, written
from monitoring.spec.quantity import Refused
from monitoring.spec.shown import cut, in_list, literal, shown
from monitoring.suggest import closest, did_you_mean

CHECK = "schema"


def decode(wanted: type, data: object) -> object:
    """msgspec's hook for our own scalar types; raises Refused."""
    return wanted.parse(data)  # type: ignore[attr-defined]


def diagnose(data: object, wanted: Any, path: Path) -> Iterator[Finding]:
    """Every place where ``data`` does not fit the type ``wanted``."""
    plain, _ = unwrapped(wanted)
    origin = get_origin(plain)
    if origin in (Union, UnionType):
        yield from _union(data, plain, path)
    elif _is_model(plain):
        yield from _struct(data, plain, path)
    elif origin is dict:
        yield from _mapping(data, get_args(plain), path)
    elif origin is tuple:
        yield from _list(data, get_args(plain)[0], path)
    else:
        yield from _leaf(data, wanted, path)


def _union(data: object, plain: Any, path: Path) -> Iterator[Finding]:
    """The reasons of the only member that data of this kind can be meant as, or what all of them expect."""
    if data is None and NoneType in get_args(plain):
        return
    members = [member for member in get_args(plain) if member is not NoneType]
    fitting = [member for member in members if _fits(data, member)]
    meant = fitting if len(fitting) == 1 else members
    if len(meant) == 1:
        yield from diagnose(data, meant[0], path)
    elif not fitting:
        words = " or ".join(dict.fromkeys(expected(member) for member in members))
        yield error(CHECK, path, f"{_named(path)} expects {words}, got {shown(data)}", f"write {words}")


def _is_model(plain: Any) -> bool:
    return isinstance(plain, type) and issubclass(plain, msgspec.Struct)


def _fits(data: object, member: Any) -> bool:
    plain, _ = unwrapped(member)
    if isinstance(data, dict):
        return get_origin(plain) is dict or _is_model(plain)
    if isinstance(data, list):
        return get_origin(plain) is tuple
    return data is not None and get_origin(plain) not in (dict, tuple) and not _is_model(plain)


def _struct(data: object, wanted: type[msgspec.Struct], path: Path) -> Iterator[Finding]:
    if not isinstance(data, dict):
        message = f"{_named(path)} expects keys with values, got {shown(data)}"
        yield error(CHECK, path, message, f"write keys{' below it' if path else ''}: {entries(wanted)}")
        return
    known = {f.encode_name: f for f in fields(wanted) if not f.encode_name.startswith("(")}
    broken = False
    for finding in _struct_parts(data, known, path):
        broken = True
        yield finding
    if not broken:
        yield from _whole(data, wanted, path)


def _struct_parts(data: dict[str, object], known: dict[str, Any], path: Path) -> Iterator[Finding]:
    missing = {key for key, field in known.items() if field.required and key not in data}
    for key, value in data.items():
        if key in known:
            yield from diagnose(value, known[key].type, (*path, key))
        else:
            missing.discard(closest(key, known))  # said once, at the misspelt key
            where = f"in `{dotted(path)}`" if path else "at the top level"
            message = f"unknown key `{cut(key)}` {where}"
            yield error(CHECK, (*path, key), message, did_you_mean(key, known), on_key=True)
    if missing:
        yield _missing([key for key in known if key in missing], path)


def _missing(keys: list[str], path: Path) -> Finding:
    where = f"`{dotted(path)}`" if path else "the file"
    message = f"{where} has no " + ", ".join(f"`{key}`" for key in keys)
    fix = f"add `{keys[0]}: ..`" + (" and the others" if keys[1:] else "")
    return error(CHECK, path, message, fix, on_key=bool(path))


def _mapping(data: object, wanted: tuple[Any, ...], path: Path) -> Iterator[Finding]:
    if not isinstance(data, dict):
        fix = "write `name: ..` lines below it" + (", or `{}` for none" if data is None else "")
        yield error(CHECK, path, f"{_named(path)} expects named entries, got {shown(data)}", fix)
        return
    for key, value in data.items():
        if not _converts(key, wanted[0]):
            yield _ill_name(key, wanted[0], (*path, key))
        yield from diagnose(value, wanted[1], (*path, key))


def _ill_name(key: str, wanted: Any, path: Path) -> Finding:
    _, meta = unwrapped(wanted)
    rule, example = (meta.description, meta.examples[0]) if meta and meta.examples else ("texts", "name")
    proper = sub("[^a-z0-9]+", "-", key.lower())
    is_close = len(proper) == len(key) and _converts(proper, wanted)
    fix = f"write `{proper}`" if is_close else f"write a name like `{example}`; a `title` may be any text"
    return error(CHECK, path, f"{shown(key)} is no name: names are {rule}", fix, on_key=True)


def _list(data: object, wanted: Any, path: Path) -> Iterator[Finding]:
    if not isinstance(data, list):
        one = f"`{in_list(data)}`" if isinstance(data, str | int | float) else "`[..]`"
        fix = f"write {one}, or lines that begin with `- `"
        yield error(CHECK, path, f"{_named(path)} expects a list, got {shown(data)}", fix)
        return
    for index, value in enumerate(data):
        yield from diagnose(value, wanted, (*path, index))


def _whole(data: object, wanted: Any, path: Path) -> Iterator[Finding]:
    try:
        msgspec.convert(data, wanted, dec_hook=decode)
    except msgspec.ValidationError as problem:
        cause = problem.__cause__
        fix = cause.fix if isinstance(cause, Refused) else "correct the entry"
        yield error(CHECK, path, str(cause or problem), fix, on_key=bool(path))


def _leaf(data: object, wanted: Any, path: Path) -> Iterator[Finding]:
    try:
        msgspec.convert(data, wanted, dec_hook=decode)
    except Refused as refused:
        yield error(CHECK, path, f"{_named(path)} {refused}", refused.fix)
    except msgspec.ValidationError as problem:
        cause = problem.__cause__
        if isinstance(cause, Refused):
            yield error(CHECK, path, f"{_named(path)} {cause}", cause.fix)
        else:
            message = f"{_named(path)} expects {expected(wanted)}, got {shown(data)}"
            yield error(CHECK, path, message, _way_out(data, wanted))


def _way_out(data: object, wanted: Any) -> str:
    plain, meta = unwrapped(wanted)
    if isinstance(data, str) and any(_converts(value, wanted) for value in _unquoted(data)):
        return f"remove the quotes: {data}"
    if isinstance(data, bool | int | float) and _converts(literal(data), wanted):
        return f'put it in quotes: "{literal(data)}"'
    if meta is not None and meta.examples:
        return f"write it like `{written(meta.examples[0])}`"
    if get_origin(plain) is not Literal:
        return f"write {expected(wanted)}"
    close = closest(data, get_args(plain)) if isinstance(data, str) else ""
    return f"did you mean `{close}`?" if close else f"write {expected(wanted)}"


def _unquoted(text: str) -> Collection[object]:
    """What a text may have been meant as."""
    words: dict[str, object] = {"true": True, "false": False}
    number = [int(text)] if text.isdecimal() and text.isascii() and len(text) < 16 else []
    return [words[text]] if text in words else number


def _converts(data: object, wanted: Any) -> bool:
    try:
        msgspec.convert(data, wanted, dec_hook=decode)
    except (msgspec.ValidationError, ValueError):
        return False
    return True


def _named(path: Path) -> str:
    name = str(path[-1]) if path and isinstance(path[-1], str) else dotted(path)
    return f"`{cut(name)}`" if path else "the file"
