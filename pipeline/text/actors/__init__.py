"""Actors: names, titles, demonyms and pronouns, and the registry they lead to.

What belongs here: finding and linking mentions, coreference, role claims. What does not: what the actors say (quotes).
"""
