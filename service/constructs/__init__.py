"""One module a part of the stack, each making the resources of its part as one L1 call a resource."""
