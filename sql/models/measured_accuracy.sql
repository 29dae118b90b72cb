-- purpose: Between which factors a count may be wrong, from the measured precision and recall of the tagger.
-- grain: what is counted, where it was measured
-- key: kind
-- method: A count times precision divided by recall is what a perfect tagger would count. factor_low takes the lower
--   bound of precision and the upper one of recall, factor_high the reverse; bounds are Wilson's for 95 % on the cases
--   measured (E. B. Wilson, "Probable inference", 1927). It is assumed that the texts are like the gold set's, that
--   errors fall on all actors and topics alike, and on reports as on single mentions. Mentions are measured on names in
--   modern news, statements on quotations, topics by the accuracy of the strongest topic (precision and recall in one).
-- materialised: yes
with chosen as (
    select
        case
            when figure in ('names_precision', 'names_recall') then 'mention'
            when set_name like 'quotes%' and figure in ('precision', 'recall') then 'statement'
            when set_name like 'topics%' and figure = 'accuracy' then 'topic'
        end as kind,
        set_name,
        replace(figure, 'names_', '') as figure,
        value,
        sample_size
    from quality
    where sample_size > 0 and value between 0 and 1
),

bounded as (
    select
        kind,
        set_name,
        figure,
        sample_size,
        greatest(
            0,
            (
                value + 1.9208 / sample_size
                - 1.96 * sqrt(value * (1 - value) / sample_size + 0.9604 / (sample_size * sample_size))
            ) / (1 + 3.8416 / sample_size)
        ) as low,
        least(
            1,
            (
                value + 1.9208 / sample_size
                + 1.96 * sqrt(value * (1 - value) / sample_size + 0.9604 / (sample_size * sample_size))
            ) / (1 + 3.8416 / sample_size)
        ) as high
    from chosen
    where kind is not null
),

paired as (
    select
        precisions.kind,
        precisions.set_name,
        least(precisions.sample_size, recalls.sample_size) as sample_size,
        precisions.low / recalls.high as factor_low,
        precisions.high / nullif(recalls.low, 0) as factor_high,
        row_number() over (partition by precisions.kind order by precisions.set_name) as place
    from bounded as precisions
    inner join bounded as recalls
        on precisions.kind = recalls.kind and precisions.set_name = recalls.set_name
    where precisions.figure in ('precision', 'accuracy') and recalls.figure in ('recall', 'accuracy')
)

select
    kind,
    set_name,
    sample_size,
    round(factor_low, 4) as factor_low,
    round(factor_high, 4) as factor_high
from paired
where place = 1
order by kind;
