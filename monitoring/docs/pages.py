"""The generated files of the repository, by name."""

from pathlib import Path
from typing import Final

from monitoring.contract import SCHEMA_FILE as CONTRACT_SCHEMA
from monitoring.contract import contract_schema
from monitoring.docs.checks import checks_page
from monitoring.docs.commands import commands_page
from monitoring.docs.coverage import coverage_page
from monitoring.docs.insights import insights_page
from monitoring.docs.oncall import oncall_page
from monitoring.docs.policies import policy_files
from monitoring.docs.slack_manifest import FILE as SLACK_MANIFEST
from monitoring.docs.slack_manifest import manifest_text
from monitoring.docs.spec import spec_page
from monitoring.docs.testing import testing_page
from monitoring.load import load
from monitoring.output.as_json import to_text
from monitoring.schema import FILE, schema_text
from monitoring.testing.schema import FILE as TESTS_SCHEMA
from monitoring.testing.schema import schema_of_tests

ROOT: Final = Path(__file__).parents[2]
ENVIRONMENT: Final = "production"


def build_pages(root: Path = ROOT) -> dict[str, str]:
    """File name -> text; needs a monitoring.yaml without errors in ``root``."""
    loaded = load(str(root / "monitoring.yaml"))
    if loaded.findings:
        raise SystemExit("monitoring.yaml has errors; run `monitoring check`")
    return {
        "docs/checks.md": checks_page(),
        "docs/commands.md": commands_page(),
        CONTRACT_SCHEMA: contract_schema(),
        "docs/guide-coverage.md": coverage_page(loaded.specs[ENVIRONMENT]),
        "docs/insights-support.md": insights_page(),
        "docs/oncall.md": oncall_page(loaded.specs[ENVIRONMENT], "en"),
        "docs/oncall.ja.md": oncall_page(loaded.specs[ENVIRONMENT], "ja"),
        SLACK_MANIFEST: manifest_text(loaded.specs[ENVIRONMENT]),
        "docs/spec.md": spec_page(),
        "docs/testing.md": testing_page(),
        FILE: schema_text(),
        TESTS_SCHEMA: to_text(schema_of_tests()),
        **{name: text for spec in loaded.specs.values() for name, text in policy_files(spec).items()},
    }
