"""Fields: which name of a record's field means what, as data.

What belongs here: the one table of names for records that come as fields (JSON, CSV, ninjs, feeds). What does not:
reading such records (records.py) and putting their text together (article.py).

Names are compared without case, and without what separates their words: "published_at", "publishedAt" and
"Published at" are one name. For a meaning the names count in their order here: the first that holds something wins.
"""

import re
from typing import Final

NAMES: Final[dict[str, tuple[str, ...]]] = {
    # Sure to be mark-up, whatever the value looks like: ninjs, content management systems, crawlers.
    "body_html": ("bodyhtml", "bodyxhtml", "contenthtml", "articlehtml", "html", "rawhtml"),
    # The text itself. `maintext` is news-please, `cleaned_text` Goose, `article_body` and `articlebody` schema.org.
    "body": (
        "body", "bodytext", "articlebody", "text", "fulltext", "maintext", "cleanedtext", "articletext", "content",
        "contents", "article", "texte", "textebrut", "corps", "contenu", "story",
    ),
    # Only where nothing else carries text: a teaser is still what an outlet wrote.
    "standfirst": (
        "standfirst", "chapo", "chapeau", "lede", "lead", "abstract", "summary", "descriptiontext", "description",
        "subheadline", "subtitle", "soustitre", "excerpt", "resume",
    ),
    "title": ("headline", "title", "articletitle", "titre", "hl1", "name"),
    # A guid is for ever; `uri` is its name in ninjs.
    "guid": ("guid", "uri", "uuid", "urn"),
    "url": (
        "url", "link", "canonicalurl", "canonical", "permalink", "weburl", "sourceurl", "articleurl", "pageurl", "lien",
        "href",
    ),
    "id": ("id", "docid", "documentid", "articleid", "recordid", "itemid", "identifiant", "identifier"),
    "published": (
        "publishedat", "published", "datepublished", "publisheddate", "publicationdate", "publishdate", "pubdate",
        "firstpublished", "dateparution", "datepublication", "datedepublication", "publiele", "versioncreated",
        "firstcreated", "contentcreated", "issued", "date", "datetime", "timestamp", "created", "createdat",
    ),
    "modified": (
        "modifiedat", "modified", "datemodified", "lastmodified", "updatedat", "updated", "dateupdated",
        "contentmodified", "datemodification", "datemiseajour", "modifiele", "misajourle",
    ),
    "authors": ("authors", "author", "byline", "by", "creator", "creators", "auteur", "auteurs", "signature", "writer"),
    "sections": ("sections", "section", "articlesection", "rubrique", "rubriques", "category", "categories"),
    "publisher": (
        "publisher", "sourcename", "source", "outlet", "provider", "media", "journal", "newspaper", "sitename",
        "publication", "copyrightholder",
    ),
    "language": ("language", "lang", "languagecode", "langue", "inlanguage"),
    "status": ("pubstatus",),
}  # fmt: skip
"""Meaning -> names. English first, then French, since these are the names that exports of news carry."""

MEANINGS: Final = {name: meaning for meaning, names in NAMES.items() for name in names}

TAGS: Final = {
    "title": "json-ld:headline",
    "standfirst": "json-ld:description",
    "authors": "json-ld:author",
    "published": "json-ld:datePublished",
    "modified": "json-ld:dateModified",
    "sections": "json-ld:articleSection",
    "publisher": "json-ld:publisher",
    "url": "json-ld:url",
    "language": "html:lang",
}
"""The tag under which a meaning is handed to cleaning: that of a page that states the same in JSON-LD."""

_SEPARATORS = re.compile(r"[\s_.:/-]+")


def fold_name(name: str) -> str:
    """A field's name without case and separators, and without accents on e: "Publié le" -> "publiele"."""
    return _SEPARATORS.sub("", name).lower().replace("é", "e").replace("à", "a")
