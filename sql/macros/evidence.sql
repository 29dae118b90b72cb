-- purpose: The rows behind a number of a view: the view's name, then the first and, where it has one, second key.
--   For a daily view the second key is the day, for story_divergences the unit, for pairs the other actor.
--   The reports counted are those of the documents returned (of source_overview and boilerplate_candidates: the
--   arrivals from that source alone), the statements are the rows of quotes.
-- example: from evidence('actor_topics', 'emmanuel-macron', 'medtop:20000639');
create or replace macro evidence(viewed, first_key) as table (
    from evidence_rows(viewed, first_key, null)
), (viewed, first_key, second_key) as table ( -- noqa: PRS
    from evidence_rows(viewed, first_key, second_key)
);
