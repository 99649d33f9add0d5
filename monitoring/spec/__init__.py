"""What monitoring.yaml says: one module a chapter, immutable, no AWS in it."""
