"""Reports of a day, a week, a month: gathered, computed, shown in Slack, mail, HTML and Markdown."""
