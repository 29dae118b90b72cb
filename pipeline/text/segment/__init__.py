"""Segmenting: the body as paragraphs and sentences, and the language of each.

What belongs here: cutting what cleaning found to be body. What does not: finding it (clean).
"""
