"""Whether the service can be reached from outside, and whether those who watch it are alive."""
