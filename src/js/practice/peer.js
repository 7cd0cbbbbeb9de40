/**
 * The connection to one other person. The newcomer calls; later both may, and where both do at
 * once the polite one gives way (the "perfect negotiation" of the WebRTC specification).
 */
export class Peer {
  #connection = new RTCPeerConnection();
  #isMakingOffer = false;
  #isIgnoring = false;
  #received = Promise.resolve();

  constructor({ isPolite, tracks, onTrack, send }) {
    this.isPolite = isPolite;
    this.tracks = tracks;
    this.send = send;
    const connection = this.#connection;
    connection.ontrack = ({ track }) => onTrack(track);
    connection.onicecandidate = ({ candidate }) => send({ candidate });
    connection.onnegotiationneeded = () => this.#offer();
    connection.onconnectionstatechange = () => {
      if (connection.connectionState === "failed") {
        connection.restartIce();
      }
    };
  }

  call() {
    for (const kind of ["audio", "video"]) {
      this.#connection.addTransceiver(kind, { direction: "sendrecv" });
      this.use(kind);
    }
  }

  /** Send what one's own device gives now, which may be nothing. */
  use(kind) {
    const isOfKind = ({ receiver }) => receiver.track.kind === kind;
    const transceiver = this.#connection.getTransceivers().find(isOfKind);
    return transceiver?.sender.replaceTrack(this.tracks[kind]);
  }

  async #offer() {
    try {
      this.#isMakingOffer = true;
      await this.#connection.setLocalDescription();
      this.send({ description: this.#connection.localDescription });
    } catch (error) {
      console.warn(error);
    } finally {
      this.#isMakingOffer = false;
    }
  }

  receive(data) {
    this.#received = this.#received.then(() => this.#take(data)).catch(console.warn);
  }

  async #take({ description, candidate }) {
    if (description) {
      await this.#describe(description);
    } else {
      try {
        await this.#connection.addIceCandidate(candidate ?? undefined);
      } catch (error) {
        if (!this.#isIgnoring) {
          throw error;
        }
      }
    }
  }

  async #describe(description) {
    const connection = this.#connection;
    const isOffer = description.type === "offer";
    const collides = this.#isMakingOffer || connection.signalingState !== "stable";
    this.#isIgnoring = isOffer && collides && !this.isPolite;
    if (this.#isIgnoring) {
      return;
    }
    await connection.setRemoteDescription(description);
    if (isOffer) {
      for (const transceiver of connection.getTransceivers()) {
        transceiver.direction = "sendrecv";
      }
      await Promise.all(["audio", "video"].map((kind) => this.use(kind)));
      await connection.setLocalDescription();
      this.send({ description: connection.localDescription });
    }
  }

  close() {
    this.#connection.onconnectionstatechange = null;
    this.#connection.close();
  }
}
