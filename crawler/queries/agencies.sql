-- Whose wire text each source prints.
select source, agency, count(*) as articles from (
    select source, agency from v_articles union all select source, agency from v_copies where kind <> 'same_url')
where agency is not null group by 1, 2 order by articles desc, 1, 2
