"""The stack and the code that it deploys agree on handlers and on environment variables."""

from importlib import import_module

import pytest

from service.subgoals.settings import read_database, read_settings
from tests.support.services import properties


@pytest.mark.parametrize("part", ["Api", "Health", "Migrations"])
def test_handlers_are_in_the_package(part: str) -> None:
    module, _, name = properties(f"{part}Function")["Handler"].rpartition(".")
    assert callable(getattr(import_module(module), name))


def test_the_code_understands_what_the_stack_tells_it() -> None:
    variables = properties("ApiFunction")["Environment"]["Variables"]
    given = {
        name: value if isinstance(value, str) else "https://x.example" for name, value in variables.items()
    }
    settings = read_settings({**given, "AWS_REGION": "ap-northeast-1"})
    assert (settings.service, settings.environment) == ("subgoal-generation-api", "production")
    assert settings.deadline == 58
    assert settings.prices == (0.000037, 0.000148, "2026-11-01")
    assert settings.sizes == (200, 2000, 1000, 1000, 32 * 1024)
    assert (settings.database.user, settings.database.auth) == ("subgoals_app", "iam")
    assert settings.database.ca_file == "/var/task/service/certificates/rds-ap-northeast-1.pem"
    assert settings.origins == ("https://x.example",)


@pytest.mark.parametrize("part", ["Health", "Migrations"])
def test_every_function_finds_the_database(part: str) -> None:
    variables = properties(f"{part}Function")["Environment"]["Variables"]
    given = {name: value if isinstance(value, str) else "db.example" for name, value in variables.items()}
    assert read_database(given).name == "subgoals"
