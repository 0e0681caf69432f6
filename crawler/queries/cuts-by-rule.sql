-- How many lines each rule took out of how many texts of which source.
select rule, source, count(*) as cuts, count(distinct article_id || '/' || coalesce(copy_id, 0)) as texts, min(reason) as reason
from v_cuts group by 1, 2 order by cuts desc, 1, 2
