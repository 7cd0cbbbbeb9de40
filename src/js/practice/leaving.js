import { withdrawAll } from "./notices.js";
import { one } from "./page.js";
import { ask, show } from "./view.js";

const HANGUP_PAUSE = 200; // milliseconds until the room says that it can be closed, as with Jitsi

/** The ways out of the room, for oneself and for others. */
export class Leaving {
  /** `room` is all of it. */
  constructor(room) {
    this.room = room;
    window.addEventListener("pagehide", () => {
      if (room.me) {
        room.connection.leave();
        room.embedder.emit("video-conference-left", { roomName: room.name });
      }
    });
    window.addEventListener("pageshow", ({ persisted }) => {
      if (persisted) {
        location.reload(); // out of the browser's cache, with a seat that is taken no more
      }
    });
  }

  hangUp() {
    const { room } = this;
    if (!room.me) {
      room.embedder.emit("video-ready-to-close");
      return;
    }
    room.connection.leave();
    one("[data-dialog]").close?.("no");
    // Jitsi tells of everybody's leaving twice when one leaves oneself.
    const ids = room.people.participantIds;
    [...ids, ...ids].forEach((id) => room.embedder.emit("participant-left", { id }));
    this.leaveStage();
    setTimeout(() => room.embedder.emit("video-ready-to-close"), HANGUP_PAUSE);
  }

  leaveStage(message = "You have left the room") {
    const { room } = this;
    one("[data-left]").textContent = message;
    this.#takeDown();
    room.embedder.emit("video-conference-left", { roomName: room.name });
    show("left");
  }

  #takeDown() {
    const { room } = this;
    room.connection.close();
    room.recording.leave();
    room.people.clear();
    room.viewers.clear();
    room.ownTile.remove();
    room.media.stop();
    room.chat.close();
    withdrawAll();
    room.me = null;
    room.hand.show();
  }

  /** A moderator has let in whom only watched. As with Jitsi, that person joins anew, and the page
   * hears of joining and not of leaving. */
  comeIn({ ticket }) {
    const { room } = this;
    const { name } = room.me;
    room.people.participantIds.forEach((id) => room.embedder.emit("participant-left", { id }));
    room.connection.leave();
    this.#takeDown();
    room.wanted = [];
    room.join(name, ticket);
  }

  kicked({ kicked, kicker }) {
    const { room } = this;
    const isOwn = kicked.id === room.me.id;
    const people = { kicked: { ...kicked, local: isOwn }, kicker };
    room.embedder.emit("participant-kicked-out", people);
    if (isOwn) {
      this.#removeOwn(`${kicker.name} has removed you from the room.`);
    }
  }

  ended({ by }) {
    const error = { name: "conference.destroyed", type: "CONFERENCE", isFatal: false };
    const message = `${by} has ended this for everyone.`;
    this.room.fail({ ...error, message, params: [message] });
    this.#removeOwn(message);
  }

  /** As with Jitsi, the page hears of it at once, but may close only after a click. */
  async #removeOwn(message) {
    this.leaveStage(message);
    await ask(message);
    this.room.embedder.emit("video-ready-to-close");
  }

  /** The server has forgotten this seat, perhaps because it was restarted: take another. */
  connectionLost(error) {
    const { room } = this;
    room.wanted = ["audio", "video"].filter((kind) => !room.media.isMuted(kind));
    this.leaveStage();
    one("[data-dialog]").close?.("no");
    if (error.isGone) {
      room.join();
    } else {
      room.refuse(error);
    }
  }

  async askToEnd() {
    if (await ask("End this for everyone in the room?", { yes: "End for all", no: "Cancel" })) {
      this.room.connection.act("end");
    }
  }

  async askToRemove(id) {
    const name = this.room.people.name(id);
    if (await ask(`Remove ${name} from the room?`, { yes: "Remove", no: "Cancel" })) {
      this.room.connection.act("kick", { who: id });
    }
  }
}
