-- purpose: The rows behind a number of a view: the view's name, then the keys of the number's row, in their order.
--   Keys may be left out from the right: for a daily view dated_by (then all grounds), for story_divergences all
--   behind story, aspect (or unit) and subject. The reports counted are those of the documents returned (of
--   source_overview and boilerplate_candidates: the arrivals from that source alone), the statements are the rows of
--   quotes.
-- example: from evidence('actor_topics', 'emmanuel-macron', 'medtop:20000639');
create or replace macro evidence(viewed, first_key) as table (
    from evidence_rows(viewed, first_key, null, null)
), (viewed, first_key, second_key) as table ( -- noqa: PRS
    from evidence_rows(viewed, first_key, second_key, null)
), (viewed, first_key, second_key, third_key) as table (
    from evidence_rows(
        case when viewed = 'weekly_counts' then first_key || '_weekly' else viewed end,
        case when viewed = 'weekly_counts' then second_key else first_key end,
        case when viewed = 'weekly_counts' then third_key else second_key end,
        case when viewed = 'weekly_counts' then null else third_key end
    )
);
