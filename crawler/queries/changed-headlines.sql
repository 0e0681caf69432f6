-- Headlines that were rewritten after publication.
-- :limit = 50
select article_id, seen_at, source, old_headline, headline_now, url
from v_revisions where headline_changed order by seen_at desc limit cast(:limit as integer)
