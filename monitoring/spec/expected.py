"""What a place of the file expects, in words for findings."""

from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin

from msgspec import Meta, Struct
from msgspec.structs import fields

from monitoring.spec.shown import literal
from monitoring.yamltext.scalars import Reading, read_plain

_WORDS = {
    str: "a text",
    int: "a whole number",
    float: "a number",
    bool: "`true` or `false`",
    NoneType: "nothing",
}


def expected(wanted: Any) -> str:
    """``a whole number from 0 to 50``, ``a text such as `ap-northeast-1```, ``one of `ja`, `en```."""
    plain, meta = unwrapped(wanted)
    if meta is not None and meta.examples:
        return f"a text such as `{written(meta.examples[0])}`" + _description(meta)
    if get_origin(plain) is Literal:
        values = ", ".join(f"`{value}`" for value in get_args(plain))
        return f"one of {values}" if len(get_args(plain)) > 1 else values
    if example := getattr(plain, "example", None):
        return f"{plain.described} such as `{example}`"
    if get_origin(plain) in (tuple, dict):
        return "a list" if get_origin(plain) is tuple else "named entries"
    if isinstance(plain, type) and issubclass(plain, Struct):
        return _mapping(plain)
    return _WORDS[plain] + _range(meta)


def unwrapped(wanted: Any) -> tuple[Any, Meta | None]:
    """A type without its annotation, and the annotation."""
    if get_origin(wanted) is not Annotated:
        return wanted, None
    plain, *metas = get_args(wanted)
    return plain, next((meta for meta in metas if isinstance(meta, Meta)), None)


def entries(model: type[Struct]) -> str:
    """The keys to begin with: those that are required, or else the first ones."""
    required = _required(model)
    if required:
        return ", ".join(f"`{name}: ..`" for name in required)
    optional = _optional(model)
    return ", ".join(f"`{name}: ..`" for name in optional[:4]) + (" or others" if len(optional) > 4 else "")


def _required(model: type[Struct]) -> list[str]:
    return [field.encode_name for field in fields(model) if field.required]


def _optional(model: type[Struct]) -> list[str]:
    """Those that are the model's own before those that it shares with others."""
    own = [field.encode_name for field in fields(model) if field.name in model.__annotations__]
    return own + [field.encode_name for field in fields(model) if field.encode_name not in own]


def written(example: object) -> str:
    """An example as it has to be written in the file, with quotes where YAML needs them."""
    text = literal(example)
    return text if read_plain(text) == Reading(text) else f'"{text}"'


def _mapping(model: type[Struct]) -> str:
    required, optional = _required(model), _optional(model)
    keys = required or optional
    if len(keys) <= 3:
        return "`{" + ", ".join(f"{name}: .." for name in keys) + "}`"
    return "a mapping" if required else f"a mapping such as `{{{optional[0]}: ..}}`"


def _description(meta: Meta) -> str:
    return f" ({meta.description})" if meta.description else ""


def _range(meta: Meta | None) -> str:
    low, high = (meta.ge, meta.le) if meta is not None else (None, None)
    if low is not None and high is not None:
        return f" from {low} to {high:,}"
    return f" of at least {low}" if low is not None else ""
