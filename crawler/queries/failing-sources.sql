-- Sources that fail, are silent, or have failed at least once in a row.
select source, health, health_since, health_reason, failures, last_success_at, last_error, url
from v_source_health where failures > 0 or health not in ('', 'ok') order by failures desc, source
