-- purpose: What an actor said and where: by the words of a name, an alias or an actor_id; case and accents do not
--   matter. Unnamed sources are found by their description ('source diplomatique').
-- example: from quotes_of('Macron');
create or replace macro quotes_of(who) as table (
    with meant as (
        select actor_id
        from actor_aliases
        where fold(alias) = fold(who)
    )

    select
        dated_on,
        coalesce(name, speaker_name) as name,
        quote_kind,
        text,
        cue,
        stance,
        relayed_by,
        publisher_id,
        title,
        story_id,
        document_id,
        statement_index,
        char_start,
        char_end
    from actor_quotes
    where
        contains(' ' || folded_name || ' ', ' ' || fold(who) || ' ')
        or actor_id = who
        or actor_id in (select meant.actor_id from meant)
    order by dated_on desc, document_id asc, char_start asc
);
