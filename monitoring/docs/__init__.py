"""Pages that the program writes about itself: `python -m monitoring.docs [--check]`."""
