-- 2班 before 10班, 二年级 before 十年级: lists are sorted as people count.

-- A text in which every number, Chinese ones below a hundred too, is written with ten digits. A collation of ICU would count digits
-- alone, and not every build of PostgreSQL has it.
CREATE FUNCTION as_counted(said text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    regexp_replace(regexp_replace(
        translate(
            regexp_replace(regexp_replace(said, '(?<![一二三四五六七八九])十', '一十', 'g'), '十(?![一二三四五六七八九])', '〇', 'g'),
            '０１２３４５６７８９〇一二三四五六七八九十', '01234567890123456789'),
        '([0-9]+)', '000000000\1', 'g'), '[0-9]*([0-9]{10})', '\1', 'g');

ALTER TABLE class_group
    ADD COLUMN by_site text NOT NULL GENERATED ALWAYS AS (as_counted(facts ->> 'site')) STORED,
    ADD COLUMN by_title text NOT NULL GENERATED ALWAYS AS (as_counted(facts ->> 'title')) STORED;
