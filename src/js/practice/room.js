import { Chat } from "./chat.js";
import { COMMANDS } from "./commands.js";
import { Connection } from "./connection.js";
import { Devices, turnOnSound } from "./devices.js";
import { Door } from "./door.js";
import { Embedder } from "./embedder.js";
import { Media } from "./media.js";
import { all, hash, hasWebRtc, nameInToken, one } from "./page.js";
import { Peer } from "./peer.js";
import { Recording } from "./recording.js";
import { Tile } from "./tile.js";
import { hideUnwanted, showToModerators } from "./toolbar.js";
import { announce, ask, show } from "./view.js";

const HANGUP_PAUSE = 200; // milliseconds until the room says that it can be closed, as with Jitsi

export class Room {
  me = null;
  devices = new Devices();
  others = new Map(); // id -> { person, tile, peer }

  constructor() {
    const isMuted = { "is-audio-muted": "audio", "is-video-muted": "video" };
    this.embedder = new Embedder(
      (name, values) => this.command(name, values),
      (name) => (isMuted[name] ? this.media.isMuted(isMuted[name]) : undefined),
    );
    this.connection = new Connection();
    this.media = new Media(
      (kind) => this.mediaChanged(kind),
      (kind, error) => this.mediaFailed(kind, error),
    );
    this.recording = new Recording(this);
    this.chat = new Chat((text) => this.write(text));
    this.listenToButtons();
    window.addEventListener("pagehide", () => {
      if (this.me) {
        this.connection.leave();
        this.embedder.emit("video-conference-left", { roomName: this.name });
      }
    });
    window.addEventListener("pageshow", ({ persisted }) => {
      if (persisted) {
        location.reload(); // out of the browser's cache, with a seat that is taken no more
      }
    });
  }

  listenToButtons() {
    const actions = {
      audio: () => this.media.toggle("audio"),
      video: () => this.media.toggle("video"),
      hand: () => this.connection.act("hand", { raised: !this.me.handRaised }),
      chat: () => this.chat.toggle(),
      sound: () => turnOnSound(),
      "mute-others": () => this.connection.act("mute", { media: "audio" }),
      end: () => this.askToEnd(),
      leave: () => this.hangUp(),
      rejoin: () => this.join(),
    };
    for (const button of all("[data-action]")) {
      button.addEventListener("click", () => actions[button.dataset.action]());
    }
  }

  start() {
    this.embedder.emit("browser-support", { supported: hasWebRtc });
    this.embedder.emit("ready");
    if (!hasWebRtc) {
      return show("unsupported");
    }
    this.embedder.emit("recording-status-changed", { on: false });
    hideUnwanted(hash.get("config.toolbarButtons"));
    // As with Jitsi, nothing joins without a click unless the page asks for it.
    if (hash.get("config.prejoinConfig")?.enabled === false) {
      const wish = (option, kind) => (hash.get(option) === true ? [] : [kind]);
      const audio = wish("config.startWithAudioMuted", "audio");
      this.wanted = [...audio, ...wish("config.startWithVideoMuted", "video")];
      this.join();
    } else {
      this.openDoor();
    }
  }

  // Before the room

  async openDoor() {
    const displayName = await new Door().open((name, devices) => {
      this.wanted = Object.keys(devices);
      Object.assign(this.media.devices, devices);
      this.join(name);
    });
    const names = { displayName, formattedDisplayName: `${displayName} (me)` };
    this.embedder.emit("prejoin-screen-loaded", { id: "local", ...names });
  }

  async join(name = nameInToken() ? "" : hash.get("userInfo.displayName")) {
    show("connecting");
    let answer;
    try {
      answer = await this.connection.enter(name);
    } catch (error) {
      this.refuse(error);
      return;
    }
    this.enter(answer);
    this.listen();
    await this.media.turnOn(this.wanted.filter((kind) => this.media.isMuted(kind)));
  }

  refuse(error) {
    const lost = { name: "connection.droppedError", type: "CONNECTION", isFatal: true };
    this.fail(error.error ?? { ...lost, message: error.message });
    one("[data-refusal]").textContent = error.error ? error.message : "The site does not answer.";
    show("refused");
  }

  fail(error) {
    this.embedder.emit("error-occurred", { error });
  }

  enter({ me, others, room, subject, ...about }) {
    this.me = me;
    this.name = room;
    this.ownTile = new Tile(me, { isOwn: true });
    this.chat.allow(me.mayChat);
    showToModerators(this.isModerator);
    show("room");
    announce("You are in the room.");
    this.devices.show(this.media);
    const joined = { breakoutRoom: false, visitor: false, avatarURL: "", email: "" };
    const names = this.namesOf(me);
    this.embedder.emit("video-conference-joined", {
      roomName: room,
      id: me.id,
      ...names,
      ...joined,
    });
    this.embedder.emit("participant-role-changed", { id: me.id, role: me.role });
    this.setSubject(subject);
    this.recording.enter(about);
    for (const person of others) {
      this.addPerson(person);
      this.others.get(person.id).peer.call();
    }
    for (const kind of ["audio", "video"]) {
      if (!this.media.isMuted(kind)) {
        this.mediaChanged(kind);
      }
    }
    if (this.isModerator && hash.get("config.subject")) {
      this.connection.act("subject", { subject: hash.get("config.subject") });
    }
  }

  get isModerator() {
    return this.me.role === "moderator";
  }

  namesOf({ id, name }) {
    const formattedDisplayName = id === this.me.id ? `${name} (me)` : name;
    return { displayName: name, formattedDisplayName };
  }

  // Messages of the server

  async listen() {
    try {
      await this.connection.listen((message) => this.onMessage(message));
    } catch (error) {
      this.onConnectionLost(error);
    }
  }

  onMessage({ kind, number, ...message }) {
    const handlers = {
      joined: () => this.onJoined(message),
      left: () => this.onLeft(message.id),
      changed: () => this.change(message),
      signal: () => this.others.get(message.from)?.peer.receive(message.data),
      chat: () => {
        this.chat.receive(message);
        this.embedder.emit("incoming-message", message);
      },
      kicked: () => this.kicked(message),
      mute: () => this.mutedBy(message),
      subject: () => this.setSubject(message.subject),
      recording: () => this.recording.changed(message),
      ended: () => this.ended(message),
    };
    handlers[kind]?.();
  }

  onJoined(person) {
    this.addPerson(person);
    announce(`${person.name} has joined.`);
  }

  addPerson(person) {
    const tile = new Tile(person, {
      isOwn: false,
      onRemove: () => this.askToRemove(person.id),
      onSilence: () => (one("[data-action=sound]").hidden = false),
    });
    tile.allowRemoving(this.isModerator);
    const peer = new Peer({
      isPolite: this.me.id < person.id,
      tracks: this.media.tracks,
      onTrack: (track) => tile.play(track),
      send: (data) => this.connection.act("signal", { to: person.id, data }),
    });
    this.others.set(person.id, { person, tile, peer });
    this.embedder.emit("participant-joined", { id: person.id, ...this.namesOf(person) });
    this.embedder.emit("participant-role-changed", { id: person.id, role: person.role });
  }

  onLeft(id) {
    const other = this.others.get(id);
    if (other) {
      announce(`${other.person.name} has left.`);
      this.removePerson(id);
      this.embedder.emit("participant-left", { id });
    }
  }

  removePerson(id) {
    const { tile, peer } = this.others.get(id);
    this.others.delete(id);
    peer.close();
    tile.remove();
  }

  /** Somebody has another name or state, perhaps oneself. */
  change(person) {
    const isOwn = person.id === this.me.id;
    const known = isOwn ? { person: this.me, tile: this.ownTile } : this.others.get(person.id);
    if (!known) {
      return;
    }
    const before = { ...known.person };
    Object.assign(known.person, person);
    known.tile.show(person);
    if (isOwn) {
      const label = one("[data-action=hand] [data-label]");
      label.textContent = person.handRaised ? "Lower hand" : "Raise hand";
    }
    this.emitChange(before, person);
  }

  emitChange(before, person) {
    const { id, name, handRaised } = person;
    if (name !== before.name) {
      const { formattedDisplayName } = this.namesOf(person);
      this.embedder.emit("display-name-change", { id, displayname: name, formattedDisplayName });
    }
    if (handRaised !== before.handRaised) {
      this.embedder.emit("raise-hand-updated", { id, handRaised });
      announce(`${name} ${handRaised ? "has raised" : "has lowered"} a hand.`);
    }
  }

  setSubject(subject) {
    const line = one("[data-subject]");
    if (line.textContent !== subject) {
      line.textContent = subject;
      line.hidden = !subject;
      this.embedder.emit("subject-change", { subject });
    }
  }

  mutedBy({ media, by }) {
    this.media.mute(media);
    announce(`${by} has turned off your ${media === "audio" ? "microphone" : "camera"}.`);
  }

  kicked({ kicked, kicker }) {
    const isOwn = kicked.id === this.me.id;
    const people = { kicked: { ...kicked, local: isOwn }, kicker };
    this.embedder.emit("participant-kicked-out", people);
    if (isOwn) {
      this.removeOwn(`${kicker.name} has removed you from the room.`);
    }
  }

  ended({ by }) {
    const error = { name: "conference.destroyed", type: "CONFERENCE", isFatal: false };
    const message = `${by} has ended this for everyone.`;
    this.fail({ ...error, message, params: [message] });
    this.removeOwn(message);
  }

  /** As with Jitsi, the page hears of it at once, but may close only after a click. */
  async removeOwn(message) {
    this.leaveStage(message);
    await ask(message);
    this.embedder.emit("video-ready-to-close");
  }

  /** The server has forgotten this seat, perhaps because it was restarted: take another. */
  onConnectionLost(error) {
    this.wanted = ["audio", "video"].filter((kind) => !this.media.isMuted(kind));
    this.leaveStage();
    one("[data-dialog]").close?.("no");
    if (error.isGone) {
      this.join();
    } else {
      this.refuse(error);
    }
  }

  // Leaving

  hangUp() {
    if (!this.me) {
      this.embedder.emit("video-ready-to-close");
      return;
    }
    this.connection.leave();
    one("[data-dialog]").close?.("no");
    // Jitsi tells of everybody's leaving twice when one leaves oneself.
    const ids = [...this.others.keys()];
    [...ids, ...ids].forEach((id) => this.embedder.emit("participant-left", { id }));
    this.leaveStage();
    setTimeout(() => this.embedder.emit("video-ready-to-close"), HANGUP_PAUSE);
  }

  leaveStage(message = "You have left the room") {
    this.connection.close();
    this.recording.leave();
    one("[data-left]").textContent = message;
    [...this.others.keys()].forEach((id) => this.removePerson(id));
    this.ownTile.remove();
    this.media.stop();
    this.chat.close();
    this.me = null;
    this.embedder.emit("video-conference-left", { roomName: this.name });
    show("left");
  }

  async askToEnd() {
    if (await ask("End this for everyone in the room?", { yes: "End for all", no: "Cancel" })) {
      this.connection.act("end");
    }
  }

  async askToRemove(id) {
    const { name } = this.others.get(id).person;
    if (await ask(`Remove ${name} from the room?`, { yes: "Remove", no: "Cancel" })) {
      this.connection.act("kick", { who: id });
    }
  }

  // One's own sound and picture

  mediaChanged(kind) {
    const isMuted = this.media.isMuted(kind);
    const track = this.media.tracks[kind];
    if (!this.me) {
      this.media.stop(); // which came on after one had left
      return;
    }
    this.me[`${kind}Muted`] = isMuted;
    this.ownTile.show(this.me);
    if (kind === "video" && track) {
      this.ownTile.play(track);
    }
    this.others.forEach(({ peer }) => peer.use(kind));
    const { audioMuted, videoMuted } = this.me;
    this.connection.act("state", { audioMuted, videoMuted });
    this.devices.show(this.media);
    this.embedder.emit(`${kind}-mute-status-changed`, { muted: isMuted });
  }

  mediaFailed(kind, error) {
    const name = kind === "audio" ? "mic-error" : "camera-error";
    this.embedder.emit(name, { type: error.name, message: error.message });
    if (this.me) {
      this.devices.fail(kind, error);
      this.devices.show(this.media);
    }
  }

  // Chat, and what the embedding page asks for

  write(message, to = "") {
    this.connection.act("chat", { message, to });
    this.chat.add(`${this.me.name} (you)`, message, false);
    this.embedder.emit("outgoing-message", { message, privateMessage: Boolean(to) });
  }

  command(name, values) {
    if (name === "video-hangup") {
      this.hangUp();
    } else if (this.me) {
      COMMANDS[name]?.(this, values);
    }
  }
}
