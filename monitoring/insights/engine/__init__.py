"""What runs a query: one module for each family of commands, over rows that are read once."""
