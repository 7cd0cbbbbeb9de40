"""What reaches a browser in a practice room, by the statistics of its connections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.e2e.visitor import until

if TYPE_CHECKING:
    from playwright.sync_api import Frame, Page

# Before the scripts of the frame, so that a test can look at its connections.
RECORD = """
window.connections = [];
window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...values) {
    super(...values);
    window.connections.push(this);
  }
};
"""
RECEIVED = """async (kind) => {
  const received = { packets: 0, energy: 0 };
  for (const connection of window.connections) {
    for (const stat of (await connection.getStats()).values()) {
      if (stat.type === "inbound-rtp" && stat.kind === kind) {
        received.packets += stat.packetsReceived;
        received.energy += stat.totalAudioEnergy ?? 0;
      }
    }
  }
  return received;
}"""
# As a page would that does not care for what the room asks of it.
SEND_BY_FORCE = """async () => {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  for (const connection of window.connections) {
    for (const transceiver of connection.getTransceivers()) {
      if (transceiver.receiver.track.kind === "audio") {
        await transceiver.sender.replaceTrack(stream.getAudioTracks()[0]);
        if (transceiver.direction !== "sendrecv") {
          transceiver.direction = "sendrecv";
          await new Promise((resolve) => {
            connection.addEventListener("signalingstatechange", ({ target }) => {
              if (target.signalingState === "stable") resolve();
            });
          });
        }
      }
    }
  }
}"""


class Listener:
    """A page with one practice room in a frame, which is not there yet."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.add_init_script(RECORD)

    @property
    def frame(self) -> Frame:
        frame = self.page.wait_for_selector("iframe").content_frame()
        assert frame is not None
        return frame

    def received(self, kind: str = "audio") -> dict[str, float]:
        """What the connections of this browser have received of others, by their statistics."""
        return self.frame.evaluate(RECEIVED, kind)

    def await_received(self, kind: str, number: int) -> None:
        """Until so many more packets of that kind have come."""
        wanted = self.received(kind)["packets"] + number
        until(self.page, lambda: self.received(kind)["packets"] >= wanted)

    def await_heard(self) -> None:
        """Until there is more sound in what has come."""
        before = self.received()["energy"]
        until(self.page, lambda: self.received()["energy"] > before)

    def send_by_force(self) -> None:
        self.frame.evaluate(SEND_BY_FORCE)
