-- Texts that changed without a notice or a later modification time.
-- :limit = 50
select article_id, seen_at, source, old_headline, headline_now, url
from v_revisions where silent order by seen_at desc limit cast(:limit as integer)
