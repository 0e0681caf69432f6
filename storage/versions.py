"""The numbers that stand in the header of every archive."""

from __future__ import annotations

APPLICATION_ID = 0x4E464C44  #: "NFLD" (PRAGMA application_id)
SCHEMA_VERSION = 5  #: PRAGMA user_version: how many migrations there are
