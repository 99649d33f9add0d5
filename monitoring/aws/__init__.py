"""What AWS fixes and this project only repeats: metrics, limits and units, each with its source."""
