"""A stand-in for Jitsi that the site itself serves: for development, demos and browser tests.

People in a room see and hear each other by WebRTC, browser to browser. Their browsers exchange
signalling messages through the memory of this one process. All of it exists under ``DEBUG`` only.
"""
