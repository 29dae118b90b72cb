"""A generator of news-like French texts with odd marks in odd places, for Hypothesis.

What belongs here: the texts. What does not: what must hold for them (invariants.py).
"""

from hypothesis import strategies as st

NAMES = (
    "Jeanne Corbelin",
    "M. Duroy",
    "l'Élysée",
    "LUDOVIC MARIN",
    "von der Leyen",
    "l’Otan",
    "Mme A.-B. Sorlat",
    "Paris",
)
VERBS = (
    "a déclaré",
    "a-t-il ajouté",
    "estime",
    "assure que",
    "selon",
    "a dit",
    "d'après",
    "promet de",
    "n'a pas confirmé que",
)
CLAUSES = (
    "le pont restera fermé",
    "35 pays et 2,3 milliards d'euros",
    "une trentaine de dirigeants",
    "le 6 janvier 2026 à 20h45",
)
MARKS = (
    "«",
    "»",
    '"',
    "“",
    "”",
    "'",
    "’",
    "-",
    "—",
    "…",
    ".",
    ",",
    ":",
    ";",
    "(",
    ")",
    "!",
    "?",
    " ",
    "*",
    "@",
    "|",
    "/",
)
ODD = (
    "\u00a0",
    "\u202f",
    "\u2028",
    "\u0085",
    "\u200b",
    "\ufeff",
    "\u0301",
    "ı",
    "İ",
    "ß",
    "ﬁ",
    "\U0001f600",
    "\t",
    "\x0b",
    "\r",
    "\x00",
)
LINES = (
    "Lire aussi : ",
    "Publié le 04/04/23 à 08h23 - Mis à jour le",
    "© AFP",
    "Partager sur X",
    "PARIS (AFP) -",
    "- ",
    "1. ",
    "Par ",
)

pieces = st.one_of(
    *(st.sampled_from(kind) for kind in (NAMES, VERBS, CLAUSES, MARKS, LINES)),
    st.sampled_from(ODD),
    st.text(max_size=6),
)
sentences = st.lists(pieces, min_size=1, max_size=14).map(" ".join)
paragraphs = st.lists(sentences, min_size=1, max_size=4).map(". ".join)
news = st.lists(st.one_of(paragraphs, st.just("")), max_size=12).map("\n".join)
arbitrary = st.text(max_size=400)
texts = st.one_of(news, arbitrary)
