"""One module a check: its docstring is its page, `check(spec)` yields findings; registry.py lists them."""
