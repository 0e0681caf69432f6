-- How often each source carries what another one has as its article, how alike, and how many hours later on average.
select article_source as from_source, source as to_source, count(*) as copies, round(avg(similarity), 3) as similarity,
    round(avg(hours_after), 2) as hours_after
from v_copies where kind <> 'same_url' group by 1, 2 order by copies desc, 1, 2
