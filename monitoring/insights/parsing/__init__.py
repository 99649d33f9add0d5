"""The parser's parts: one module for each family of commands, over a cursor that holds the next token."""
