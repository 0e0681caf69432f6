"""The configuration that a run followed, as text that can be kept: years later it says what was asked for."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

from crawler.config.cron import Cron
from crawler.config.quiet import QuietHours
from crawler.config.schema import AlertsConfig, Config, SourceConfig

Values = dict[str, Any]  # Any: what JSON holds


def snapshot(config: Config) -> str:
    """Canonical JSON of everything in force; of a source what differs from the defaults. Equal settings, equal text.

    Secrets stay out: of a webhook the host is kept, of an alert's command the program.
    """
    told = {
        "defaults": _table(config.defaults),
        "fetch": _table(config.fetch),
        "fold": _table(config.fold),
        "schedule": _table(config.schedule),
        "alerts": _alerts(config.alerts),
        "sources": [_source(config, source) for source in config.sources],
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _table(record: Any) -> Values:  # Any: one of the configuration's dataclasses
    return {name: _plain(getattr(record, name)) for name in record.__dataclass_fields__}


def _source(config: Config, source: SourceConfig) -> Values:
    plain = _table(config.adhoc(source.url, source.id))
    own = {name: value for name, value in _table(source).items() if value != plain[name] and name != "line"}
    return {"id": source.id, "url": source.url, **own}


def _alerts(alerts: AlertsConfig) -> Values:
    host = urlsplit(alerts.webhook).hostname if alerts.webhook else None
    return _table(alerts) | {"command": list(alerts.command[:1]), "webhook": host}


def _plain(value: Any) -> Any:  # Any: a setting's value
    if isinstance(value, Cron | QuietHours):
        return value.text
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if hasattr(value, "__dataclass_fields__"):
        return {name: list(rules) for name, rules in asdict(value).items() if rules}
    return value
