-- purpose: How much is reported about something, day by day: passages found as about() finds them.
--   Documents of one day may owe it to different grounds (dated_by), each with its own row.
-- example: from timeline('cessez-le-feu');
create or replace macro timeline(words) as table (
    with found as (
        select
            document_id,
            count(*) as passage_count
        from about(words)
        group by document_id
    ),

    counted as (
        select
            reports.dated_on,
            reports.dated_by,
            count(distinct reports.arrival_id) as report_count,
            count(distinct reports.story_id) as story_count,
            count(distinct reports.source_id) as source_count,
            count(distinct reports.independent_source_id) as independent_source_count
        from found
        inner join reports on found.document_id = reports.document_id
        group by reports.dated_on, reports.dated_by
    ),

    passages_counted as (
        select
            documents.dated_on,
            documents.dated_by,
            sum(found.passage_count)::bigint as passage_count
        from found
        inner join documents on found.document_id = documents.document_id
        group by documents.dated_on, documents.dated_by
    )

    select
        counted.dated_on,
        counted.dated_by,
        counted.report_count,
        counted.story_count,
        counted.source_count,
        counted.independent_source_count,
        passages_counted.passage_count
    from counted
    inner join passages_counted
        on counted.dated_on = passages_counted.dated_on and counted.dated_by = passages_counted.dated_by
    order by counted.dated_on, counted.dated_by
);
