-- The stories that stand in most places, newest first among equals.
-- :limit = 20
select id, headline, source, published_at, places, sources, first_source, hours_to_last
from v_stories where places > 1 order by places desc, published_at desc limit cast(:limit as integer)
