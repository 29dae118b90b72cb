-- purpose: Figures that current documents give of a story, with what they count and what else their sentence says:
--   what story_divergences compares.
-- grain: a figure at its place in a document
-- key: document_id, char_start
-- method: unit is the currency of a sum of money, else the unit in lower case. subject is what the figure counts:
--   units that reports use for one thing (countries and leaders at a summit) have one subject in figure_subjects, any
--   other unit is its own. is_measure says that the unit alone (money, time, persons at large) does not tell what is
--   counted. evidence: the telling words of the sentence (of the title or standfirst outside the body), folded, by
--   their first six letters.
-- materialised: yes
with common_words as (
    select listed.word
    from (
        values
        ('selon'), ('apres'), ('avant'), ('depuis'), ('entre'), ('contre'), ('cette'), ('leurs'), ('notre'),
        ('autre'), ('autres'), ('toute'), ('toutes'), ('moins'), ('enviro'), ('comme'), ('alors'), ('aussi'),
        ('encore'), ('notamm'), ('pendan'), ('quelqu'), ('plusie'), ('millio'), ('millia'), ('euros'), ('dollar'),
        ('lundi'), ('mardi'), ('mercre'), ('jeudi'), ('vendre'), ('samedi'), ('dimanc'), ('janvie'), ('fevrie'),
        ('avril'), ('juille'), ('septem'), ('octobr'), ('novemb'), ('decemb'), ('annonc'), ('declar'), ('indiqu'),
        ('affirm'), ('precis'), ('estime'), ('expliq'), ('ajoute'), ('rappel'), ('avait'), ('avaien'), ('etait'),
        ('etaien'), ('serait'), ('seront'), ('aurait'), ('devrai'), ('doiven'), ('devait'), ('pourra'), ('dernie'),
        ('procha'), ('annee'), ('annees'), ('jours'), ('heures'), ('ainsi'), ('parce'), ('lorsqu'), ('jusqu'),
        ('celui'), ('celle'), ('meme'), ('memes'), ('grande'), ('premie'), ('desorm'), ('trenta'), ('quaran'),
        ('centai'), ('dizain')
    ) as listed (word)
),

told as (
    select
        amounts.document_id,
        amounts.char_start,
        amounts.char_end,
        documents.story_id,
        coalesce(duplicates.first_carrier_document_id, documents.document_id) as first_carrier_document_id,
        amounts.currency_code is not null or amounts.unit = '%' as is_share_or_money,
        coalesce(amounts.currency_code, lower(amounts.unit)) as unit,
        amounts.value,
        amounts.value_max,
        amounts.is_approximate,
        amounts.qualifier,
        amounts.surface,
        amounts.paragraph_index
    from amounts
    inner join documents on amounts.document_id = documents.document_id
    left join duplicates on amounts.document_id = duplicates.document_id
    where
        coalesce(amounts.currency_code, amounts.unit) is not null
        and documents.story_id is not null
        and documents.document_id in (select reports.document_id from reports)
),

passages_told as (
    select
        told.document_id,
        told.char_start,
        sentences.text
    from told
    inner join sentences
        on
            told.document_id = sentences.document_id
            and told.paragraph_index = sentences.paragraph_index
            and told.char_start >= sentences.char_start
            and told.char_start < sentences.char_end
    union all
    select
        told.document_id,
        told.char_start,
        substring(raw_documents.text, spans.char_start + 1, spans.char_end - spans.char_start) as text
    from told
    inner join spans
        on
            told.document_id = spans.document_id
            and told.char_start >= spans.char_start
            and told.char_start < spans.char_end
    inner join raw_documents on told.document_id = raw_documents.document_id
    where told.paragraph_index is null
),

words_told as (
    select distinct
        document_id,
        char_start,
        left(unnest(string_split(fold(text), ' ')), 6) as word
    from passages_told
),

telling as (
    select
        told.document_id,
        told.char_start,
        list(words_told.word order by words_told.word) as evidence
    from told
    inner join words_told on told.document_id = words_told.document_id and told.char_start = words_told.char_start
    where
        length(words_told.word) >= 5
        and words_told.word not in (select common_words.word from common_words)
        and words_told.word <> left(fold(told.unit), 6)
    group by told.document_id, told.char_start
)

select
    told.document_id,
    told.char_start,
    told.char_end,
    told.story_id,
    told.first_carrier_document_id,
    coalesce(figure_subjects.subject, told.unit) as subject,
    told.unit,
    told.value,
    told.value_max,
    told.is_approximate,
    told.qualifier,
    told.surface,
    told.is_share_or_money or coalesce(figure_subjects.is_measure, false) as is_measure,
    coalesce(telling.evidence, []) as evidence
from told
left join figure_subjects on fold(told.unit) = figure_subjects.unit
left join telling on told.document_id = telling.document_id and told.char_start = telling.char_start
order by told.document_id, told.char_start;
