"""What people do by hand when it is bad: stop, restore, roll back, drill, redrive. Imports only on-call."""
