import { Countdown } from "./countdown.js";
import { detail, fill } from "./details.js";
import { make } from "./dom.js";
import { durationText, roundedUp } from "./duration.js";
import { HandsList } from "./hands_list.js";
import { PeopleList } from "./people_list.js";
import { attempt } from "./report.js";
import { barActions } from "./screens.js";

/** What is recorded, by Jitsi's word for it: as a label, and in a sentence. */
const LABELS = { file: "recordingNow", stream: "streamingNow" };
const SAID = { file: "recordingOn", stream: "streamOn" };

/** Below the video: who one is there, what goes on, and what can be done. */
export class Bar {
  #text;
  #buttons;
  #language;
  #opensText;
  #closing = new Countdown((...left) => this.#showClosing(...left));

  /** `opensText` gives the words from when on one can go live. */
  constructor({ text, buttons, language, opensText, onList }) {
    this.#text = text;
    this.#buttons = buttons;
    this.#language = language;
    this.#opensText = opensText;
    this.people = new PeopleList({ text, buttons, onToggle: onList });
    this.badge = make("span", { part: "badge" });
    this.who = make("span", { part: "who" });
    this.muted = make("span", { part: "muted" });
    this.hands = new HandsList({ text, buttons });
    this.enforced = make("span", { part: "enforced" });
    this.recorded = make("span", { part: "recorded" });
    this.closing = make("span", { part: "closing", role: "timer" });
    this.controls = make("div", { part: "controls" });
    const { badge, recorded, who, enforced, muted, closing, hands, people, controls } = this;
    const told = [badge, recorded, who, enforced, muted, closing, hands.element, people.element];
    this.element = make("div", { part: "bar" }, ...told, controls);
  }

  show(room) {
    attempt(() => this.#show(room));
    attempt(() => this.#closing.to(room.closesAt ?? null));
  }

  #show(room) {
    const { isIn, isBackstage, opensAt } = room;
    this.badge.textContent = this.#text(isBackstage ? "backstage" : "live");
    this.badge.classList.toggle("calm", isBackstage);
    this.badge.hidden = !isIn;
    const opens = isBackstage && opensAt ? this.#opensText(room) : "";
    this.who.textContent = `${this.#text(this.#whoKey(room))} ${opens}`.trim();
    fill(this.muted, room.isMuted ? this.#text("mutedHere") : "");
    detail(this.recorded, () => this.#showRecorded(room));
    fill(this.enforced, room.enforcement.map((key) => this.#text(key)).join(" · "));
    this.#buttons.show(this.controls, barActions(room));
    detail(this.people.element, () => this.people.show(room));
    detail(this.hands.element, () => this.hands.show(room));
  }

  /** As the video server says; and what it is asked for. */
  #showRecorded(room) {
    const { isIn, asksRecorder } = room;
    const on = isIn ? this.#recordedTexts(room, LABELS) : [];
    const asked = asksRecorder ? "recorderBegins" : "recorderStops";
    const words = asksRecorder === null ? on : [...on, this.#text(asked)];
    fill(this.recorded, words.join(" · "));
    this.recorded.classList.toggle("on", on.length > 0);
  }

  /** In sentences. */
  recordedTexts(room) {
    return room.isIn ? this.#recordedTexts(room, SAID) : [];
  }

  #recordedTexts({ recorded }, keys) {
    const on = Object.keys(keys).filter((mode) => recorded[mode]);
    return on.map((mode) => this.#text(keys[mode]));
  }

  #whoKey({ state, role, isBackstage, showsPrejoin, place }) {
    const joining = showsPrejoin ? "prejoinText" : "joiningTitle";
    const words = { joining, lobby: "lobbyText" };
    return words[state] ?? place ?? (isBackstage ? "backstageHere" : (role ?? "attendee"));
  }

  /** Until it ends by itself. */
  #showClosing(_moment, seconds) {
    detail(this.closing, () => {
      const time = seconds > 0 ? durationText(roundedUp(seconds), this.#language()) : "";
      fill(this.closing, time && this.#text("closesIn", { time }));
    });
  }

  stop() {
    this.#closing.stop();
  }
}
