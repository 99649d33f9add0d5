"""One module a family of resources: planned resource -> constructs, with nothing left to decide."""
