"""Relate: what holds between documents (duplicates, stories). The one stage that looks across documents."""
