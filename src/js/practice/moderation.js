import { config } from "./config.js";
import { notify, withdraw } from "./notices.js";

const BLOCKED = {
  audio: ["notify.moderationInEffectTitle", "A moderator has muted your microphone."],
  video: ["notify.moderationInEffectVideoTitle", "A moderator has turned off your camera."],
};
const UNMUTE = { audio: "Unmute", video: "Start camera" };

/** Which media are moderated in this room, and who may unmute. As with Jitsi, moderators know it of
 * everybody, and the others of themselves. */
export class Moderation {
  #media = new Set();
  #approved = new Set(); // "id medium"

  /** `room` has `connection`, `embedder`, `hand`, `isModerator`, `me`, `media` and `people`. */
  constructor(room) {
    this.room = room;
  }

  /** What a newcomer is told. */
  enter({ moderation, approvals }) {
    this.#media.clear();
    this.#approved.clear();
    moderation.forEach((media) => this.changed({ media, on: true }));
    approvals.forEach((approval) => this.approved(approval));
  }

  // By messages of the server

  changed({ media, on }) {
    if (on) {
      this.#media.add(media);
    } else {
      this.#media.delete(media);
      this.#approved.clear();
      withdraw(media);
    }
    this.room.embedder.emit("moderation-status-changed", { mediaType: media, enabled: on });
  }

  approved({ id, media }) {
    this.#approved.add(`${id} ${media}`);
    this.room.embedder.emit("moderation-participant-approved", { id, mediaType: media });
    if (id === this.room.me.id) {
      this.#askToUnmute(media);
    }
  }

  rejected({ id, media }) {
    this.#approved.delete(`${id} ${media}`);
    this.room.embedder.emit("moderation-participant-rejected", { id, mediaType: media });
  }

  #askToUnmute(media) {
    Object.keys(UNMUTE).forEach(withdraw);
    if (!config.notifies("notify.hostAskedUnmute")) {
      return;
    }
    const isOffered = (kind) => kind === media || this.#isApproved(this.room.me.id, kind);
    const kinds = Object.keys(UNMUTE).filter((kind) => isOffered(kind));
    const choices = kinds
      .filter((kind) => this.room.media.isMuted(kind))
      .map((kind) => [UNMUTE[kind], () => this.#unmute(kind)]);
    notify("asked", "The moderator has asked you to unmute.", choices);
  }

  /** As with Jitsi, a camera lowers the hand at once, and a voice as soon as it is heard. */
  #unmute(kind) {
    this.room.media.unmute(kind);
    if (kind === "video") {
      this.room.hand.lower();
    }
  }

  // What is allowed

  isOn(media) {
    return this.#media.has(media);
  }

  #isApproved(id, media) {
    return this.#approved.has(`${id} ${media}`);
  }

  isForceMuted(id, media) {
    return this.isOn(media) && !this.room.people.isModerator(id) && !this.#isApproved(id, media);
  }

  mayUnmute(kind) {
    return !this.room.me || !this.isForceMuted(this.room.me.id, kind);
  }

  /** The person has tried to unmute, in vain. */
  refuse(kind) {
    const [name, text] = BLOCKED[kind];
    if (config.notifies(name)) {
      notify(kind, text, [["Raise hand", () => this.room.hand.raise()]]);
    }
  }

  // By commands of the embedding page. As with Jitsi, nothing tells that somebody may not.

  toggle(on, media) {
    this.#act("moderation", { on: Boolean(on), media: media === "video" ? "video" : "audio" });
  }

  approveAudio(id) {
    if (this.isOn("audio") || !this.isOn("video") || !this.isForceMuted(id, "video")) {
      this.#act("approve", { who: id, media: "audio" });
    }
  }

  approveVideo(id) {
    if (this.isForceMuted(id, "video")) {
      this.#act("approve", { who: id, media: "video" });
    }
  }

  reject(id, wanted) {
    const media = wanted === "video" ? "video" : "audio";
    if (this.#isApproved(id, media) && !this.room.people.isModerator(id)) {
      this.#act("reject", { who: id, media });
    }
  }

  mute(id, media) {
    if (id === this.room.me.id) {
      this.room.media.toggle(media);
    } else {
      this.#act("mute", { who: id, media });
    }
  }

  #act(kind, content) {
    if (this.room.isModerator) {
      this.room.connection.act(kind, content);
    }
  }
}
