import { Chat } from "./chat.js";
import { COMMANDS, REQUESTS } from "./commands.js";
import { config } from "./config.js";
import { Connection } from "./connection.js";
import { Devices, turnOnSound } from "./devices.js";
import { Door, wantedKinds } from "./door.js";
import { Embedder } from "./embedder.js";
import { Hand } from "./hand.js";
import { Leaving } from "./leaving.js";
import { Media } from "./media.js";
import { Moderation } from "./moderation.js";
import { all, hash, hasWebRtc, nameInToken, one } from "./page.js";
import { People } from "./people.js";
import { Recording } from "./recording.js";
import { Tile } from "./tile.js";
import { hideUnwanted, showToModerators, showToViewer } from "./toolbar.js";
import { announce, show } from "./view.js";
import { Viewers } from "./viewers.js";

export class Room {
  me = null;
  devices = new Devices();
  connection = new Connection();
  moderation = new Moderation(this);
  hand = new Hand(this);
  people = new People(this);
  viewers = new Viewers(this);
  recording = new Recording(this);
  leaving = new Leaving(this);

  constructor() {
    this.embedder = new Embedder(
      (name, values) => this.command(name, values),
      (name, about) => REQUESTS[name]?.(this, about),
    );
    this.media = new Media({
      mayUnmute: (kind) => this.moderation.mayUnmute(kind),
      onRefusal: (kind) => this.moderation.refuse(kind),
      onChange: (kind) => this.mediaChanged(kind),
      onFailure: (kind, error) => this.mediaFailed(kind, error),
    });
    this.chat = new Chat((text) => this.write(text));
    this.listenToButtons();
  }

  listenToButtons() {
    const actions = {
      audio: () => this.media.toggle("audio"),
      video: () => this.media.toggle("video"),
      hand: () => this.hand.toggle(),
      chat: () => this.chat.toggle(),
      sound: () => turnOnSound(),
      "mute-others": () => this.connection.act("mute", { media: "audio" }),
      end: () => this.leaving.askToEnd(),
      leave: () => this.leaving.hangUp(),
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
    this.applyConfig();
    // As with Jitsi, nothing joins without a click unless the page asks for it.
    if (config.get("prejoinConfig")?.enabled === false) {
      this.wanted = wantedKinds();
      this.join();
    } else {
      this.openDoor();
    }
  }

  /** At first, and when the page has changed it. */
  applyConfig() {
    const disableChat = config.get("disableChat") === true;
    hideUnwanted(config.get("toolbarButtons"), { disableChat });
    if (disableChat) {
      this.chat.close();
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

  /** With the ticket of a moderator who has let one in, as a participant in any case. */
  async join(name = nameInToken() ? "" : hash.get("userInfo.displayName"), ticket = "") {
    show("connecting");
    const visitor = config.get("preferVisitor") === true;
    let answer;
    try {
      answer = await this.connection.enter({ name, visitor, ticket });
    } catch (error) {
      this.refuse(error);
      return;
    }
    this.enter(answer);
    this.listen();
    const isWanted = (kind) => this.media.isMuted(kind) && this.moderation.mayUnmute(kind);
    await this.media.turnOn(this.me.visitor ? [] : this.wanted.filter(isWanted));
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
    showToViewer(me.visitor);
    show("room");
    announce(me.visitor ? "You are watching. Raise your hand to come in." : "You are in the room.");
    this.devices.show(this.media);
    const { id, role, visitor } = me;
    const joined = { breakoutRoom: false, visitor, avatarURL: "", email: "" };
    const names = this.people.namesOf(me);
    this.embedder.emit("video-conference-joined", { roomName: room, id, ...names, ...joined });
    this.embedder.emit("participant-role-changed", { id, role });
    this.setSubject(subject);
    this.recording.enter(about);
    this.people.enter(others);
    this.moderation.enter(about);
    this.viewers.enter(about.requests);
    for (const kind of ["audio", "video"]) {
      if (!this.media.isMuted(kind)) {
        this.mediaChanged(kind);
      }
    }
    if (this.isModerator && config.get("subject")) {
      this.connection.act("subject", { subject: config.get("subject") });
    }
  }

  get isModerator() {
    return this.me.role === "moderator";
  }

  askToRemove(id) {
    this.leaving.askToRemove(id);
  }

  // Messages of the server

  async listen() {
    try {
      await this.connection.listen((message) => this.onMessage(message));
    } catch (error) {
      this.leaving.connectionLost(error);
    }
  }

  onMessage({ kind, number, ...message }) {
    const handlers = {
      joined: () => this.people.joined(message),
      left: () => this.people.left(message.id),
      changed: () => this.people.change(message),
      signal: () => this.people.signal(message),
      chat: () => {
        this.chat.receive(message);
        this.embedder.emit("incoming-message", message);
      },
      moderation: () => this.moderation.changed(message),
      approved: () => this.moderation.approved(message),
      rejected: () => this.moderation.rejected(message),
      request: () => this.viewers.requested(message),
      promoted: () => this.leaving.comeIn(message),
      kicked: () => this.leaving.kicked(message),
      mute: () => this.mutedBy(message),
      subject: () => this.setSubject(message.subject),
      recording: () => this.recording.changed(message),
      ended: () => this.leaving.ended(message),
    };
    handlers[kind]?.();
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
    if (!this.media.isMuted(media)) {
      this.media.mute(media);
      announce(`${by} has turned off your ${media === "audio" ? "microphone" : "camera"}.`);
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
    this.people.use(kind);
    const { audioMuted, videoMuted } = this.me;
    this.connection.act("state", { audioMuted, videoMuted });
    this.devices.show(this.media);
    this.hand.show();
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
      this.leaving.hangUp();
    } else if (name === "overwrite-config") {
      config.overwrite(values[0]);
      this.applyConfig();
    } else if (this.me) {
      COMMANDS[name]?.(this, values);
    }
  }
}
