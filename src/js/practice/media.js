const VIDEO = { width: { ideal: 640 }, height: { ideal: 360 } }; // each sends to each

// One's own microphone and camera

export class Media {
  tracks = { audio: null, video: null };
  devices = { audio: null, video: null };

  /** `mayUnmute` says whether a kind may be turned on; `onRefusal` learns that it may not. */
  constructor({ mayUnmute, onRefusal, onChange, onFailure }) {
    Object.assign(this, { mayUnmute, onRefusal, onChange, onFailure });
  }

  isMuted(kind) {
    return !this.tracks[kind]?.enabled;
  }

  /** Turn on what there is of these. Asked for together, so that the browser asks once. */
  async turnOn(kinds) {
    try {
      if (kinds.length > 0) {
        const stream = await this.#capture(kinds);
        stream.getTracks().forEach((track) => this.#take(track));
      }
    } catch (error) {
      // One that is missing must not keep the other away. A refusal is meant for both.
      if (kinds.length > 1 && !["NotAllowedError", "NotSupportedError"].includes(error.name)) {
        await this.turnOn(kinds.slice(0, 1));
        await this.turnOn(kinds.slice(1));
      } else {
        kinds.forEach((kind) => this.onFailure(kind, error));
      }
    }
  }

  async #capture(kinds) {
    if (!navigator.mediaDevices) {
      // Browsers lend devices to https and to localhost only.
      throw new DOMException("This address is neither https nor localhost.", "NotSupportedError");
    }
    const wanted = kinds.map((kind) => [kind, this.#constraint(kind)]);
    return navigator.mediaDevices.getUserMedia(Object.fromEntries(wanted));
  }

  #constraint(kind) {
    const deviceId = this.devices[kind] ? { deviceId: { exact: this.devices[kind] } } : {};
    return kind === "video" ? { ...VIDEO, ...deviceId } : deviceId;
  }

  #take(track) {
    this.tracks[track.kind]?.stop();
    this.tracks[track.kind] = track;
    track.addEventListener("ended", () => this.mute(track.kind));
    this.onChange(track.kind);
  }

  async unmute(kind) {
    if (!this.mayUnmute(kind)) {
      this.onRefusal(kind);
      return;
    }
    const track = this.tracks[kind];
    if (track?.readyState === "live") {
      track.enabled = true;
      this.onChange(kind);
    } else {
      await this.turnOn([kind]);
    }
  }

  mute(kind) {
    const track = this.tracks[kind];
    if (!track) {
      return;
    }
    track.enabled = false;
    if (kind === "video") {
      // So that the lamp goes out.
      track.stop();
      this.tracks.video = null;
    }
    this.onChange(kind);
  }

  toggle(kind) {
    return this.isMuted(kind) ? this.unmute(kind) : this.mute(kind);
  }

  stop() {
    for (const kind of ["audio", "video"]) {
      this.tracks[kind]?.stop();
      this.tracks[kind] = null;
    }
  }
}
