"""What a query can be refused for; each error knows its place in the query text."""


class QueryError(ValueError):
    """A query that AWS refuses too: ``message``, and its place as ``offset`` and ``length`` in characters."""

    def __init__(self, message: str, offset: int, length: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        self.length = length


class MissingTable(QueryError):
    """A lookup in a table whose rows were not given here; AWS would look for it in the account."""


class UnsupportedQuery(QueryError):
    """AWS answers it, this engine does not."""


class UnspecifiedQuery(QueryError):
    """AWS leaves open what the result is, so no answer would be worth trusting."""
