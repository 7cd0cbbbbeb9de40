"""The practice server: a stand-in for Jitsi that the site itself serves while ``DEBUG`` is on."""

from .server import PracticeServer

__all__ = ["PracticeServer"]
