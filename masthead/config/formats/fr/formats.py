"""How French pages write a day and a moment: 14 novembre 2026 à 21:10."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = r"j F Y \à H:i"
TIME_FORMAT = "H:i"
MONTH_DAY_FORMAT = "j F"
