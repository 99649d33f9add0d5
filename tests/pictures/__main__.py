"""Draw everything that people see, into build/pictures/."""

import sys

from tests.pictures.browser import draw_all, find_browser
from tests.pictures.subjects import FOLDER, subjects

browser = find_browser()
wanted = sys.argv[1:]
chosen = [one for one in subjects() if not wanted or any(word in str(one.file) for word in wanted)]
draw_all(browser, chosen)
sys.stdout.write(f"{len(chosen)} pictures in {FOLDER.relative_to(FOLDER.parents[1])}\n")
