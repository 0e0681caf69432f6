-- Articles of each source and day of publication, copies left out.
-- :days = 30
select date(coalesce(published_at, first_seen_at)) as day, source, count(*) as articles
from v_articles
where date(coalesce(published_at, first_seen_at)) > (
    select date(max(coalesce(published_at, first_seen_at)), '-' || cast(:days as integer) || ' days') from v_articles)
group by 1, 2 order by 1 desc, 3 desc
