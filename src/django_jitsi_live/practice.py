"""The practice server, for ``JITSI_LIVE_SERVERS``."""

from .servers.practice import PracticeServer

__all__ = ["PracticeServer"]
