/**
 * The connection to one other person. The newcomer calls; later both may, and where both do at
 * once the polite one gives way (the "perfect negotiation" of the WebRTC specification).
 */
export class Peer {
  #connection = new RTCPeerConnection();
  #isMakingOffer = false;
  #isIgnoring = false;
  #received = Promise.resolve();

  /** `maySend` is false of who only watches; `closed` are the kinds that are not accepted. */
  constructor({ isPolite, maySend, closed, tracks, onTrack, send }) {
    this.isPolite = isPolite;
    this.maySend = maySend;
    this.closed = closed;
    this.tracks = tracks;
    this.send = send;
    const connection = this.#connection;
    connection.ontrack = ({ track }) => {
      track.enabled = this.#isAccepted(track.kind);
      if (track.enabled) {
        onTrack(track);
      }
    };
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
      this.#connection.addTransceiver(kind, { direction: this.#direction(kind) });
      this.use(kind);
    }
  }

  #isAccepted(kind) {
    return !this.closed.includes(kind);
  }

  #direction(kind) {
    const accepts = this.#isAccepted(kind);
    if (this.maySend) {
      return accepts ? "sendrecv" : "sendonly";
    }
    return accepts ? "recvonly" : "inactive";
  }

  /** From now on accept nothing of these kinds: what comes nevertheless is not to be heard or seen,
   * and the other side is told at once to send nothing. */
  accept(closed) {
    this.closed = closed;
    for (const transceiver of this.#connection.getTransceivers()) {
      const { track } = transceiver.receiver;
      track.enabled = this.#isAccepted(track.kind);
      if (transceiver.direction !== this.#direction(track.kind)) {
        transceiver.direction = this.#direction(track.kind);
      }
    }
  }

  /** How loud one's own microphone is, from 0 to 1, which is so of each one that is on where the
   * browser does not say it. */
  async ownLevel() {
    const isAudio = ({ receiver }) => receiver.track.kind === "audio";
    const { sender } = this.#connection.getTransceivers().find(isAudio) ?? {};
    const stats = [...((await sender?.getStats())?.values() ?? [])];
    return stats.find(({ type }) => type === "media-source")?.audioLevel ?? 1;
  }

  /** Send what one's own device gives now, which may be nothing. */
  use(kind) {
    const isOfKind = ({ receiver }) => receiver.track.kind === kind;
    const transceiver = this.#connection.getTransceivers().find(isOfKind);
    return transceiver?.sender.replaceTrack(this.maySend ? this.tracks[kind] : null);
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
        transceiver.direction = this.#direction(transceiver.receiver.track.kind);
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
