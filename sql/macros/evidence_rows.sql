-- purpose: What evidence() calls: the same, always with three keys (null for none).
-- example: from evidence_rows('story_overview', 'f81d4fae7dec11d0a76500a0c91e6bf6', null, null);
create or replace macro evidence_rows(viewed, first_key, second_key, third_key) as table (
    with actor_rows as (
        select
            'mentions' as table_name,
            actor_id,
            document_id,
            region,
            paragraph_index,
            char_start,
            char_end
        from mentions
        where actor_id is not null
        union all
        select
            'quotes' as table_name,
            actor_id,
            document_id,
            null as region,
            paragraph_index,
            char_start,
            char_end
        from quotes
        where actor_id is not null
    ),

    found as (
        select
            table_name,
            document_id,
            char_start,
            char_end
        from actor_rows
        where viewed = 'actor_overview' and actor_id = first_key
        union all
        select
            actor_rows.table_name,
            actor_rows.document_id,
            actor_rows.char_start,
            actor_rows.char_end
        from actor_rows
        inner join documents on actor_rows.document_id = documents.document_id
        where
            actor_rows.actor_id = first_key
            and (
                (
                    viewed = 'actor_daily'
                    and documents.dated_on = try_cast(second_key as date)
                    and (third_key is null or documents.dated_by = third_key)
                )
                or (
                    viewed = 'actor_weekly'
                    and date_trunc('week', documents.dated_on) = try_cast(second_key as date)
                )
            )
        union all
        select
            actor_rows.table_name,
            actor_rows.document_id,
            actor_rows.char_start,
            actor_rows.char_end
        from actor_rows
        inner join topic_tags
            on
                actor_rows.document_id = topic_tags.document_id
                and actor_rows.paragraph_index is not distinct from topic_tags.paragraph_index
        where
            (viewed = 'actor_topics' and actor_rows.actor_id = first_key and topic_tags.topic_id = second_key)
            or (viewed = 'topic_actors' and topic_tags.topic_id = first_key and actor_rows.actor_id = second_key)
        union all
        select
            'quotes' as table_name,
            document_id,
            char_start,
            char_end
        from quotes
        where viewed = 'actor_quotes' and document_id = first_key and quote_index = try_cast(second_key as integer)
        union all
        select
            one.table_name,
            one.document_id,
            one.char_start,
            one.char_end
        from actor_rows as one
        where
            viewed = 'actor_pairs'
            and one.table_name = 'mentions'
            and one.actor_id in (first_key, second_key)
            and exists (
                select 1
                from mentions as other
                where
                    other.document_id = one.document_id
                    and other.region = one.region
                    and other.paragraph_index is not distinct from one.paragraph_index
                    and other.actor_id in (first_key, second_key)
                    and other.actor_id <> one.actor_id
            )
        union all
        select
            case when topic_tags.paragraph_index is null then 'documents' else 'paragraphs' end as table_name,
            topic_tags.document_id,
            coalesce(paragraphs.char_start, 0) as char_start,
            coalesce(paragraphs.char_end, length(raw_documents.text)) as char_end
        from topic_tags
        inner join documents on topic_tags.document_id = documents.document_id
        inner join raw_documents on topic_tags.document_id = raw_documents.document_id
        left join paragraphs
            on
                topic_tags.document_id = paragraphs.document_id
                and topic_tags.paragraph_index = paragraphs.paragraph_index
        where
            topic_tags.topic_id = first_key
            and (
                viewed = 'topic_overview'
                or (
                    viewed = 'topic_daily'
                    and documents.dated_on = try_cast(second_key as date)
                    and (third_key is null or documents.dated_by = third_key)
                )
                or (
                    viewed = 'topic_weekly'
                    and date_trunc('week', documents.dated_on) = try_cast(second_key as date)
                )
            )
        union all
        select
            'quotes' as table_name,
            quotes.document_id,
            quotes.char_start,
            quotes.char_end
        from quotes
        inner join documents on quotes.document_id = documents.document_id
        inner join topic_tags
            on
                quotes.document_id = topic_tags.document_id
                and quotes.paragraph_index is not distinct from topic_tags.paragraph_index
        where
            topic_tags.topic_id = first_key
            and (
                viewed = 'topic_overview'
                or (
                    viewed = 'topic_daily'
                    and documents.dated_on = try_cast(second_key as date)
                    and (third_key is null or documents.dated_by = third_key)
                )
                or (
                    viewed = 'topic_weekly'
                    and date_trunc('week', documents.dated_on) = try_cast(second_key as date)
                )
            )
        union all
        select distinct
            'documents' as table_name,
            reports.document_id,
            0 as char_start,
            length(raw_documents.text) as char_end
        from reports
        inner join raw_documents on reports.document_id = raw_documents.document_id
        where
            (viewed = 'story_overview' and reports.story_id = first_key)
            or (viewed = 'source_overview' and reports.source_id = first_key)
        union all
        select distinct
            'quotes' as table_name,
            quotes.document_id,
            quotes.char_start,
            quotes.char_end
        from quotes
        inner join reports on quotes.document_id = reports.document_id
        where
            (viewed = 'story_overview' and reports.story_id = first_key)
            or (viewed = 'source_overview' and reports.source_id = first_key)
        union all
        select
            case aspect when 'figure' then 'amounts' when 'speaker' then 'quotes' else 'role_claims' end as table_name,
            document_id,
            char_start,
            char_end
        from story_divergences
        where
            viewed = 'story_divergences'
            and story_id = first_key
            and (second_key is null or cast(second_key as varchar) in (aspect, unit))
            and (third_key is null or subject = cast(third_key as varchar))
        union all
        select
            'spans' as table_name,
            spans.document_id,
            spans.char_start,
            spans.char_end
        from spans
        inner join raw_documents on spans.document_id = raw_documents.document_id
        where
            viewed = 'boilerplate_candidates'
            and exists (
                select 1
                from reports
                where reports.document_id = spans.document_id and reports.source_id = first_key
            )
            and fold(substring(raw_documents.text, spans.char_start + 1, spans.char_end - spans.char_start))
            = second_key
        union all
        select
            'mentions' as table_name,
            mentions.document_id,
            mentions.char_start,
            mentions.char_end
        from mentions
        left join actors on mentions.actor_id = actors.actor_id
        where
            viewed = 'unlinked_names'
            and mentions.mention_kind = 'name'
            and not coalesce(actors.is_registered, false)
            and fold(mentions.surface) = first_key
            and (second_key is null or mentions.entity_type = second_key)
        union all
        select
            '' as table_name,
            error('evidence: no view ' || viewed || ', or none that counts') as document_id,
            cast(null as integer) as char_start,
            cast(null as integer) as char_end
        where
            viewed not in (
                'actor_overview', 'actor_daily', 'actor_weekly', 'actor_topics', 'actor_pairs', 'actor_quotes',
                'topic_overview', 'topic_daily', 'topic_weekly', 'topic_actors', 'story_overview',
                'story_divergences', 'source_overview', 'boilerplate_candidates', 'unlinked_names'
            )
    ),

    counted as (
        select
            document_id,
            count(*) as report_count
        from reports
        group by document_id
    )

    select
        found.table_name,
        found.document_id,
        found.char_start,
        found.char_end,
        substring(raw_documents.text, found.char_start + 1, found.char_end - found.char_start) as text,
        documents.dated_on,
        documents.dated_by,
        documents.publisher_id,
        documents.story_id,
        documents.title,
        counted.report_count
    from found
    inner join documents on found.document_id = documents.document_id
    inner join counted on found.document_id = counted.document_id
    inner join raw_documents on found.document_id = raw_documents.document_id
    order by found.document_id, found.char_start, found.char_end, found.table_name
);
