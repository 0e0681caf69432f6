"""Small feeds of newsrooms that do not exist."""

from __future__ import annotations

HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'


def item(title: str = "Ferry runs again", link: str = "https://harbour.example/a", extra: str = "") -> str:
    return f"<item><title>{title}</title><link>{link}</link>{extra}</item>"


def rss(*items: str, head: str = HEAD, channel: str = "", attributes: str = "") -> bytes:
    opening = f"{head}<rss version='2.0' {attributes}><channel><title>Harbour Gazette</title>"
    return f"{opening}<link>https://harbour.example/</link>{channel}{''.join(items)}</channel></rss>".encode()


def atom(*entries: str, feed: str = "", attributes: str = "") -> bytes:
    return f'{HEAD}<feed xmlns="http://www.w3.org/2005/Atom" {attributes}>{feed}{"".join(entries)}</feed>'.encode()
