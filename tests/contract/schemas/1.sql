-- A reader written for schema version 1: what the README of that version shows, and what analysts make of it. It is never
-- changed to fit a later version: a later release answers it, but for what this version had announced to go. Each query
-- gives at least one row on the test's dataset. Queries are parted by semicolons.

select publisher_id, quote_kind, cue, text
from quotes_of('Vernet');

select name, statement_count, report_count, story_count, independent_source_count
from topic_actors
where topic_name = 'aménagement' and statement_count > 0
order by statement_count desc, name;

select publisher_id, surface, value, is_approximate
from story_divergences
where unit in ('communes')
order by unit, value;

select dated_on, publisher_id, region, left(text, 60) as text
from search('PORT cafe')
limit 3;

select publisher_id, region, method, left(text, 60) as text
from about('politique')
order by publisher_id, document_id, char_start
limit 4;

from timeline('eau');

select e.table_name, e.publisher_id, e.text, right(c.text_before, 24) as before, left(c.text_after, 24) as after
from evidence('actor_overview', 'aline-vernet') as e, context(e.document_id, e.char_start, e.char_end) as c
where e.table_name = 'quotes'
order by e.document_id, e.char_start
limit 3;

select distinct d.document_id, d.source_path, d.title
from documents as d
join mentions as m using (document_id)
join actors as a using (actor_id)
where a.name = 'Aline Vernet'
order by d.source_path;

-- who said what, with the words of the text it was said in
select q.document_id, q.quote_index, q.text, r.text[q.char_start + 1:q.char_end] as said, a.name, q.stance
from quotes as q
join raw_documents as r using (document_id)
left join actors as a using (actor_id)
where q.parent_quote_index is null and q.text = r.text[q.char_start + 1:q.char_end];

-- spans tile every text
select r.document_id, length(r.text) as length, sum(s.char_end - s.char_start) as spanned
from raw_documents as r
join spans as s using (document_id)
group by all
having length = spanned;

-- what came in, what was replaced, what could not be read
select outcome, count(*) as arrival_count, count(*) filter (is_current) as current_count
from arrivals
group by outcome
order by outcome;

select p.name, count(*) as document_count
from documents as d
join publishers as p using (publisher_id)
where d.is_current and d.duplicate_of is null
group by all;

select s.story_id, s.title, s.document_count, d.document_id, d.dated_on
from stories as s
join story_documents as m using (story_id)
join documents as d on m.document_id = d.document_id
order by all;

select t.name_fr, count(distinct g.document_id) as document_count
from topic_tags as g
join topics as t using (topic_id)
where g.paragraph_index is null
group by all;

select a.name, o.report_count, o.statement_count, o.direct_share
from actor_overview as o
join actors as a using (actor_id)
order by o.statement_count desc;

select span_kind, rule_id, reason
from spans
join rules using (rule_id)
where not is_body;

select actor_id, dated_on, report_count from actor_daily order by all;

select source_id, report_count, own_report_count from source_overview order by all;
