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
    # `headline` before `title`: where both stand, the title is often that of the page, with the outlet's name.
    "title": ("headline", "title", "articletitle", "titre", "hl1", "name"),
    # A guid is for ever; `uri` is its name in ninjs.
    "guid": ("guid", "uri", "uuid", "urn"),
    # Where the text is published: the source_url, and by its host the publisher.
    "url": (
        "url", "link", "canonicalurl", "canonical", "permalink", "weburl", "sourceurl", "articleurl", "pageurl", "lien",
        "href",
    ),
    # Good for one source only, so it goes after the address.
    "id": ("id", "docid", "documentid", "articleid", "recordid", "itemid", "identifiant", "identifier"),
    # Names that say "published" before those that may mean anything; `versioncreated` is ninjs.
    "published": (
        "publishedat", "published", "datepublished", "publisheddate", "publicationdate", "publishdate", "pubdate",
        "firstpublished", "dateparution", "datepublication", "datedepublication", "publiele", "versioncreated",
        "firstcreated", "contentcreated", "issued", "date", "datetime", "timestamp", "created", "createdat",
    ),
    # Kept apart, so that an update is not taken for the publication.
    "modified": (
        "modifiedat", "modified", "datemodified", "lastmodified", "updatedat", "updated", "dateupdated",
        "contentmodified", "datemodification", "datemiseajour", "modifiele", "misajourle",
    ),
    # `byline` and `by` are ninjs and NITF; "Par …" and several names in one are taken apart.
    "authors": ("authors", "author", "byline", "by", "creator", "creators", "auteur", "auteurs", "signature", "writer"),
    # A section, not keywords: those are kept under their own name and not shown as sections.
    "sections": ("sections", "section", "articlesection", "rubrique", "rubriques", "category", "categories"),
    # The outlet; an object ({"id": …, "name": …}, as news interfaces give) counts by its name.
    "publisher": (
        "publisher", "sourcename", "source", "outlet", "provider", "media", "journal", "newspaper", "sitename",
        "publication", "copyrightholder",
    ),
    # As stated; the language of the text is found by the text.
    "language": ("language", "lang", "languagecode", "langue", "inlanguage"),
    # ninjs: an item that its source called back must not be published as news.
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
