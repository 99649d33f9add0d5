"""The watched API: the Lambda package in subgoals/, and the stack that deploys it."""
