-- purpose: An antecedent is itself a mention, of the same actor.
-- severity: warning
select
    mentions.document_id,
    mentions.char_start,
    mentions.char_end,
    mentions.antecedent_char_start,
    mentions.antecedent_char_end
from mentions
left join mentions as antecedents
    on
        mentions.document_id = antecedents.document_id
        and mentions.antecedent_char_start = antecedents.char_start
        and mentions.antecedent_char_end = antecedents.char_end
where
    mentions.antecedent_char_start is not null
    and mentions.actor_id is distinct from antecedents.actor_id;
