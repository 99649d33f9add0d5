"""Draw everything that people see, into build/pictures/."""

import sys

from tests.pictures.browser import draw_all, find_browser
from tests.pictures.subjects import FOLDER, subjects

browser = find_browser()
chosen = list(subjects(sys.argv[1:]))
draw_all(browser, chosen)
sys.stdout.write(f"{len(chosen)} pictures in {FOLDER.relative_to(FOLDER.parents[1])}\n")
