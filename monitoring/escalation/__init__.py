"""What happens while an incident lasts: levels, reminders, acknowledgements, mutes, buttons."""
