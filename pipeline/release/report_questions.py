"""What report.html asks of a dataset: the queries, and how many rows of each are shown.

What belongs here: SQL over views and tables, and asking it. What does not: what is made of the answers
(report_sections.py), and the numbers themselves (sql/models).
"""

from typing import Final

import duckdb

from pipeline.release.charts import Row

ACTORS: Final = 14
TOPICS: Final = 8
PAIRS: Final = 40
STORIES: Final = 12
SOURCES: Final = 25
DAYS: Final = 45
"""Up to so many days are shown one by one, more of them by week."""
PUBLISHERS: Final = 6
"""How many publishers are named beside a figure."""

COUNTS: Final = """
    select
        (select count(*) from reports) as reports,
        (select count(distinct document_id) from reports) as documents,
        (select count(*) from story_overview) as stories,
        (select count(*) from source_overview) as sources,
        (select count(*) from actor_overview) as actors,
        (select coalesce(sum(statement_count), 0)::bigint from story_overview) as statements,
        (select count(*) from topic_overview) as topics,
        (select count(*) from rejections) as rejections,
        (select min(dated_on) from reports)::varchar as first_day,
        (select max(dated_on) from reports)::varchar as last_day
"""
LEADING: Final = f"""
    select actor_id, name, report_count as reports, story_count as stories, statement_count as statements
    from actor_overview where actor_type <> 'place'
    order by story_count desc, report_count desc, mention_count desc, actor_id limit {ACTORS}
"""
OVER_TIME: Final = """
    select actor_id, date_trunc(?, dated_on)::date::varchar as day, count(distinct reports.arrival_id) as reports,
        count(distinct reports.story_id) as stories
    from actor_documents join reports using (document_id, dated_on)
    where list_contains(?, actor_id)
    group by 1, 2 order by 1, 2
"""
TOPICS_TOLD: Final = f"""
    select topic_id, sum(report_count) as weight from actor_topics where list_contains(?, actor_id)
    group by 1 order by 2 desc, 1 limit {TOPICS}
"""
CROSSING: Final = """
    select actor_id, topic_id, name_fr as fr, coalesce(name_en, name_fr) as en, report_count as reports,
        statement_count as statements
    from actor_topics join topics using (topic_id)
    where list_contains(?, actor_id) and list_contains(?, topic_id) order by actor_id, topic_id
"""
QUOTED: Final = f"""
    select actor_id, name, sum(direct_statement_count)::bigint as direct,
        sum(d.statement_count - direct_statement_count)::bigint as indirect
    from actor_documents as d join actor_overview as o using (actor_id)
    where o.statement_count > 0 group by 1, 2 order by sum(d.statement_count) desc, 1 limit {ACTORS}
"""
NAMED: Final = f"""
    select actor_id, name, quoted_report_count as quoted, report_count - quoted_report_count as named
    from actor_overview where actor_type <> 'place' and actor_type <> 'country'
    order by report_count desc, quoted_report_count desc, actor_id limit {ACTORS}
"""
PAIRED: Final = f"""
    select actor_id, other_actor_id, report_count as reports, story_count as stories from actor_pairs
    order by story_count desc, report_count desc, passage_count desc, actor_id, other_actor_id limit {PAIRS}
"""
ACTOR_NAMES: Final = "select actor_id, name from actors where list_contains(?, actor_id)"
DIVERGING: Final = f"""
    select story_id, title, report_count as reports, source_count as sources, divergence_count as divergences,
        first_dated_on::varchar as first_day
    from story_overview where divergence_count > 0
    order by divergence_count desc, report_count desc, story_id limit {STORIES}
"""
TOLD: Final = """
    select aspect, subject, told, first(surface order by d.document_id, char_start) as surface,
        first(d.name order by d.document_id, char_start) as name,
        list_sort(list_distinct(list(coalesce(p.name, source_id)))) as publishers, any_value(report_count) as reports
    from story_divergences as d join reports as r on d.document_id = r.document_id
    left join publishers as p on r.source_id = p.publisher_id
    where d.story_id = ?
    group by aspect, subject, told order by aspect, subject, reports desc, told
"""
SOURCED: Final = f"""
    select coalesce(name, source_id) as name, report_count as reports, own_report_count as own, story_count as stories,
        statement_count as statements
    from source_overview order by report_count desc, source_id limit {SOURCES}
"""
CLEANED: Final = """
    select span_kind, is_body, sum(char_end - char_start)::bigint as count from spans
    where span_kind <> 'blank' group by 1, 2 order by 3 desc, 1
"""
REJECTED: Final = "select reason_code, count(*) as count from rejections group by 1 order by 2 desc, 1"
MEASURED: Final = "select set_name, figure, value, sample_size from quality order by set_name, figure"


class Dataset:
    """A release's dataset, asked for rows."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def rows(self, sql: str, *values: object) -> list[Row]:
        """The rows of a query; none where the dataset lacks what it reads."""
        try:
            found = self._connection.execute(sql, list(values))
        except (duckdb.BinderException, duckdb.CatalogException):
            return []
        names = [column[0] for column in found.description or []]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
