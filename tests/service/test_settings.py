"""Settings: what is missing or wrong is named, its value never."""

import pytest

from service.subgoals.settings import SettingsError, read_settings

ENV = {
    **dict.fromkeys(("SERVICE_NAME", "ENVIRONMENT", "AWS_REGION", "MODEL_ID", "MODEL_PRICE_DATE"), "x"),
    **dict.fromkeys(("DATABASE_HOST", "DATABASE_NAME", "DATABASE_USER"), "x"),
    **dict.fromkeys(("MODEL_PRICE_INPUT_USD_PER_1000", "MODEL_PRICE_OUTPUT_USD_PER_1000"), "0.1"),
    **{f"SIZE_{name}": "100" for name in ("TITLE", "DESCRIPTION", "BACKGROUND", "CONSTRAINTS", "BODY_BYTES")},
    "FUNCTION_DEADLINE_MS": "58000",
}


def test_seconds_are_read_from_milliseconds() -> None:
    settings = read_settings(ENV | {"ALLOWED_ORIGINS": " https://a.example , https://b.example,"})
    assert (settings.deadline, settings.saving) == (58.0, 2.5)
    assert settings.origins == ("https://a.example", "https://b.example")
    assert settings.database.auth == "iam"


@pytest.mark.parametrize("name", sorted(ENV))
@pytest.mark.parametrize("value", ["", " "])
def test_what_is_not_set_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        read_settings(ENV | {name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FUNCTION_DEADLINE_MS", "0"),
        ("FUNCTION_DEADLINE_MS", "-1"),
        ("SIZE_TITLE", "１００"),
        ("DATABASE_PORT", "5432; x"),
        ("MODEL_PRICE_INPUT_USD_PER_1000", "free"),
        ("MODEL_PRICE_INPUT_USD_PER_1000", "-1"),
        ("MODEL_PRICE_INPUT_USD_PER_1000", "inf"),
        ("MODEL_PRICE_INPUT_USD_PER_1000", "nan"),
        ("DATABASE_AUTH", "password"),
    ],
)
def test_a_value_that_cannot_be_is_not_told(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name) as caught:
        read_settings(ENV | {name: value})
    assert value not in str(caught.value).replace(name, "") or value in {"0", "-1"}


def test_no_sign_in_at_all_is_for_this_machine_only() -> None:
    assert read_settings(ENV | {"DATABASE_AUTH": "none", "DATABASE_HOST": "127.0.0.1"})
    with pytest.raises(SettingsError, match="this machine"):
        read_settings(ENV | {"DATABASE_AUTH": "none"})
