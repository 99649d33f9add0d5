"""What a function says when it cannot do what it is asked; the engine adds the place."""


class FunctionError(ValueError):
    """Arguments that AWS refuses, or that no result exists for."""


class UnspecifiedFunction(FunctionError):
    """Arguments for which AWS leaves the result open."""


class UnsupportedFunction(FunctionError):
    """Arguments that AWS answers and this engine does not."""
