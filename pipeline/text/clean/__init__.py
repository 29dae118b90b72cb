"""Cleaning: what each stretch of a raw text is, and what the text says of itself.

What belongs here: lines and their signs, the passes that judge them, spans, metadata. What does not: the body's
paragraphs and sentences (segment).
"""
