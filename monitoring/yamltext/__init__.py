"""What document.py is made of: from characters to data, places and syntax errors; knows no spec."""
