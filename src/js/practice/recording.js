import { one, token, userIdInToken } from "./page.js";
import { Recorder } from "./recorder.js";
import { announce } from "./view.js";

/** The recording of the room: of which page is told by everybody's frame, and which one moderator's
 * browser makes. The page around the frame uploads it: the frame may be taken away at any time. */
export class Recording {
  isOn = false;
  #recorder = null;

  /** `room` has `connection`, `embedder`, `media`, `me`, `name` and `isModerator`. */
  constructor(room) {
    this.room = room;
  }

  /** As the server says on entering; `url` is where recordings are announced, empty for none. */
  enter({ recording, recordings }) {
    this.url = recordings;
    if (recording) {
      this.#tell(true);
    }
  }

  /** By the page's command. */
  async start({ mode } = {}) {
    const problem = this.#problem(mode);
    if (problem) {
      this.#fail(mode, problem);
      return;
    }
    const recorder = new Recorder({
      ownAudio: () => this.room.media.tracks.audio,
      onPiece: (piece, end) => this.#pass("piece", { piece, end }),
    });
    this.#recorder = recorder;
    try {
      const { url, room } = this;
      const started = new Date().toISOString();
      const about = { url, token, room: room.name, started, initiator: userIdInToken() };
      this.#pass("begin", about);
      await recorder.start();
      room.connection.act("record", { on: true });
    } catch (error) {
      console.warn(error);
      this.#drop();
      this.#fail(mode, "service-unavailable");
    }
  }

  #problem(mode) {
    if (mode !== "file" || !this.room.isModerator) {
      return "unexpected-request";
    }
    if (!this.url) {
      return "service-unavailable";
    }
    return this.isOn || this.#recorder ? "busy" : null;
  }

  stop(mode) {
    if (mode === "file" && this.room.isModerator && this.isOn) {
      this.room.connection.act("record", { on: false });
    }
  }

  /** What the server has told everybody. */
  changed({ on, by }) {
    if (on && by !== this.room.me.id) {
      this.#drop(); // somebody else was faster
    } else if (!on) {
      this.finish();
    }
    this.#tell(on);
  }

  /** Also of a room that is left. */
  async finish() {
    const recorder = this.#recorder;
    this.#recorder = null;
    if (recorder) {
      await recorder.stop();
      this.#pass("end");
    }
  }

  leave() {
    this.finish();
    if (this.isOn) {
      this.#tell(false);
    }
  }

  #drop() {
    this.#recorder?.stop();
    if (this.#recorder) {
      this.#pass("drop");
    }
    this.#recorder = null;
  }

  #tell(on) {
    this.isOn = on;
    one("[data-recording]").hidden = !on;
    announce(on ? "This is recorded." : "This is recorded no more.");
    this.room.embedder.emit("recording-status-changed", { on, mode: "file" });
  }

  #fail(mode = "file", error) {
    this.room.embedder.emit("recording-status-changed", { on: this.isOn, mode, error });
  }

  #pass(what, about = {}) {
    this.room.embedder.pass({ what, ...about });
  }
}
