-- purpose: Passages that hold all the given words, or beginnings of words, in any order; case and accents do not
--   matter.
-- example: from search('garanties sécurité');
create or replace macro search(words) as table (
    with wanted as (select unnest(string_split(fold(words), ' ')) as beginning),

    found as (
        select
            searchable_passages.document_id,
            searchable_passages.char_start,
            searchable_passages.char_end,
            searchable_passages.region
        from searchable_passages
        where
            fold(words) <> ''
            and not exists (
                select 1
                from wanted
                where not contains(' ' || searchable_passages.folded_text, ' ' || wanted.beginning)
            )
    )

    select
        documents.dated_on,
        documents.publisher_id,
        documents.title,
        found.region,
        substring(raw_documents.text, found.char_start + 1, found.char_end - found.char_start) as text,
        documents.story_id,
        found.document_id,
        found.char_start,
        found.char_end
    from found
    inner join documents on found.document_id = documents.document_id
    inner join raw_documents on found.document_id = raw_documents.document_id
    order by documents.dated_on desc, found.document_id asc, found.char_start asc
);
