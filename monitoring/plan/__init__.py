"""Which AWS resources one environment gets, fully resolved: the second frozen waist."""
