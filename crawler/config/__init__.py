"""The configuration: `sources.toml` read strictly, written without touching what the user wrote; OPML; packs."""

from __future__ import annotations

from crawler.config.cron import Cron, parse_cron
from crawler.config.reading import derive_id, load_config, parse_config
from crawler.config.schema import (
    DEFAULT_EVERY,
    AlertsConfig,
    Config,
    Defaults,
    FetchConfig,
    FoldConfig,
    Kind,
    ScheduleConfig,
    SourceConfig,
)
from crawler.config.values import parse_duration, parse_network, show_duration

__all__ = [
    "DEFAULT_EVERY",
    "AlertsConfig",
    "Config",
    "Cron",
    "Defaults",
    "FetchConfig",
    "FoldConfig",
    "Kind",
    "ScheduleConfig",
    "SourceConfig",
    "derive_id",
    "load_config",
    "parse_config",
    "parse_cron",
    "parse_duration",
    "parse_network",
    "show_duration",
]
