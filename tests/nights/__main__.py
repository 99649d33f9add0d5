"""Write docs/nights/ anew."""

from tests.nights.pages import build_pages

for page in build_pages():
    page.file.parent.mkdir(exist_ok=True)
    page.file.write_text(page.text, encoding="utf-8")
