-- purpose: Text for comparison: lower case, without accents, ligatures spelt out, words joined by single blanks.
-- example: select fold('L’Élysée – cœur de l''État');
create or replace macro fold(wording) as trim(
    regexp_replace(
        strip_accents(
            replace(replace(replace(translate(lower(wording), 'ıøłđð', 'ioldd'), 'œ', 'oe'), 'æ', 'ae'), 'ß', 'ss')
        ),
        '[^\pL\pN]+',
        ' ',
        'g'
    )
);
