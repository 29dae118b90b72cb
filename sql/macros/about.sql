-- purpose: Passages about something: those that bear a topic of that name (or one below it), and those that say the
--   words. method says which: topic, text, or both. A topic of a whole document is shown at its first passage.
-- example: from about('cessez-le-feu');
create or replace macro about(words) as table (
    with recursive meant as (
        select topic_id
        from topics
        where
            fold(words) <> ''
            and (
                contains(' ' || fold(name_fr), ' ' || fold(words))
                or contains(' ' || fold(coalesce(name_en, '')), ' ' || fold(words))
                or topic_id = words
            )
        union
        select topics.topic_id
        from topics
        inner join meant on topics.parent_id = meant.topic_id
    ),

    tagged as (
        select distinct
            document_id,
            paragraph_index
        from topic_tags
        where topic_id in (select meant.topic_id from meant)
    ),

    found as (
        select
            searchable_passages.document_id,
            searchable_passages.char_start,
            'topic' as way
        from searchable_passages
        inner join tagged
            on
                searchable_passages.document_id = tagged.document_id
                and searchable_passages.paragraph_index = tagged.paragraph_index
        union
        select
            searchable_passages.document_id,
            min(searchable_passages.char_start) as char_start,
            'topic' as way
        from searchable_passages
        inner join tagged on searchable_passages.document_id = tagged.document_id
        where tagged.paragraph_index is null
        group by searchable_passages.document_id
        union
        select
            document_id,
            char_start,
            'text' as way
        from search(words)
    ),

    ways as (
        select
            document_id,
            char_start,
            case when count(*) = 2 then 'both' else min(way) end as method
        from found
        group by document_id, char_start
    )

    select
        documents.dated_on,
        documents.publisher_id,
        documents.title,
        ways.method,
        searchable_passages.region,
        substring(
            raw_documents.text,
            searchable_passages.char_start + 1,
            searchable_passages.char_end - searchable_passages.char_start
        ) as text,
        documents.story_id,
        ways.document_id,
        searchable_passages.char_start,
        searchable_passages.char_end
    from ways
    inner join searchable_passages
        on ways.document_id = searchable_passages.document_id and ways.char_start = searchable_passages.char_start
    inner join documents on ways.document_id = documents.document_id
    inner join raw_documents on ways.document_id = raw_documents.document_id
    order by documents.dated_on desc, ways.document_id asc, searchable_passages.char_start asc
);
