"""Figures: amounts with their unit, and dates resolved to days.

What belongs here: numbers, units, forms of dates. What does not: the calendar that cleaning shares (text/calendar.py).
"""
