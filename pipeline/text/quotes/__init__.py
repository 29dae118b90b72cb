"""Quotations: who said what, how, and through whom.

What belongs here: marks, cues, clauses, speakers, relays, and their joining into statements. What does not: who the
speakers are (actors).
"""
