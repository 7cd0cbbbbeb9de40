import { RoomController } from "./controller.js";
import { propertiesOf, takeOver } from "./properties.js";
import { isLive } from "./states.js";

/** One person's way through one event's live session; README and docs describe its interface. */
export class JitsiLiveRoom extends HTMLElement {
  static observedAttributes = ["event-id", "base-url", "room-url", "status-url", "stream-url"];

  /** Register the element, unless a script has done it already. */
  static define(tag = "jitsi-live-room", registry = customElements) {
    if (!registry.get(tag)) {
      registry.define(tag, this);
    }
  }

  #room;
  #connected = null; // aborted when the element is removed

  constructor() {
    super();
    this.#room = new RoomController(this, this.attachShadow({ mode: "open" }));
    takeOver(this, PROPERTIES);
  }

  get state() {
    return this.#room.state.name;
  }

  get reason() {
    return this.#room.state.reason;
  }

  get participantRole() {
    return this.#room.state.info.role ?? null;
  }

  /** Whether the session is on, or null where that is not known. */
  get isLive() {
    return isLive(this.#room.state);
  }

  /** The `JitsiMeetExternalAPI` of the room, or null outside of it. */
  get api() {
    return this.#room.api;
  }

  get eventId() {
    return this.getAttribute("event-id");
  }

  set eventId(value) {
    this.setAttribute("event-id", value);
  }

  get client() {
    return this.#room.client;
  }

  set client(client) {
    if ((client ?? null) !== this.#room.client) {
      this.#room.client = client ?? null;
      this.#room.restart();
    }
  }

  get texts() {
    return this.#room.texts;
  }

  set texts(texts) {
    this.#room.texts = texts;
  }

  start() {
    return this.#room.act("start");
  }

  backstage() {
    return this.#room.act("backstage");
  }

  join() {
    return this.#room.act("join");
  }

  leave() {
    return this.#room.act("leave");
  }

  extend() {
    return this.#room.act("extend");
  }

  end() {
    return this.#room.act("end");
  }

  reopen() {
    return this.#room.act("reopen");
  }

  removeParticipant(participant) {
    return this.#room.act("remove", participant).then(() => {});
  }

  readmitParticipant(participant) {
    return this.#room.act("readmit", participant);
  }

  /** To be let in, where this person is not registered. */
  askToJoin() {
    return this.#room.act("ask");
  }

  admitParticipant(participant) {
    return this.#room.act("admit", participant);
  }

  declineParticipant(participant) {
    return this.#room.act("decline", participant);
  }

  move(server) {
    return this.#room.act("move", null, server);
  }

  connectedCallback() {
    takeOver(this, PROPERTIES); // what a subclass declares as its fields
    this.#connected = new AbortController();
    const { signal } = this.#connected;
    const on = (target, name, act) => target.addEventListener(name, act, { signal });
    on(document, "visibilitychange", () => this.#room.onPage("visibility"));
    on(window, "online", () => this.#room.onPage("online"));
    on(window, "offline", () => this.#room.onPage("offline"));
    on(window, "pagehide", () => this.#room.stop());
    on(window, "pageshow", ({ persisted }) => persisted && this.#room.begin());
    // What is in an element that is still being parsed is not there yet.
    if (document.readyState === "loading") {
      on(document, "DOMContentLoaded", () => this.#room.begin());
    } else {
      this.#room.begin();
    }
  }

  disconnectedCallback() {
    this.#connected.abort();
    this.#room.disconnect();
  }

  attributeChangedCallback(_name, before, after) {
    if (before !== after) {
      this.#room.restart();
    }
  }
}

const PROPERTIES = propertiesOf(JitsiLiveRoom.prototype);
