"""What an expression can be refused for; each error knows its place in the expression."""


class MathError(ValueError):
    """An expression that CloudWatch refuses too.

    ``offset`` and ``length`` are its place in characters, ``fix`` is the way out, ``query`` the id of the
    expression when several refer to each other.
    """

    def __init__(self, message: str, offset: int, length: int, fix: str = "") -> None:
        super().__init__(f"{message}: {fix}" if fix else message)
        self.message = message
        self.offset = offset
        self.length = length
        self.fix = fix
        self.query = ""


class UnsupportedMath(MathError):
    """CloudWatch takes it, this engine does not: the values come from AWS."""


class UnspecifiedMath(MathError):
    """AWS leaves open whether it is taken, or what the result is, so no answer would be worth trusting."""
