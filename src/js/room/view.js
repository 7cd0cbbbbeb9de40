import { AskingList } from "./asking_list.js";
import { Buttons } from "./buttons.js";
import { Countdown } from "./countdown.js";
import { make, makeIcon } from "./dom.js";
import { durationParts, durationText, momentText, roundedUp } from "./duration.js";
import { filled } from "./filled.js";
import { GuestLine } from "./guest_line.js";
import { ICONS } from "./icons.js";
import { makeNotice } from "./notices.js";
import { PeopleList } from "./people_list.js";
import { Question } from "./question.js";
import { ReplayList } from "./replay_list.js";
import { attempt, report } from "./report.js";
import {
  barActions,
  notesOf,
  panelActions,
  possible,
  QUESTIONS,
  REASONS,
  SCREENS,
} from "./screens.js";
import { addStyle } from "./style.js";
import { TEXTS } from "./texts.js";
import { Watch } from "./watch.js";

/** Errors that the site has no words for, by code. */
const ERROR_TEXTS = {
  network: "failedOffline",
  unexpected: "failedServer",
  not_authenticated: "failedLoggedOut",
  csrf_failed: "failedCsrf",
};

/** What is recorded, by Jitsi's word for it: as a label, and in a sentence. */
const LABELS = { file: "recordingNow", stream: "streamingNow" };
const SAID = { file: "recordingOn", stream: "streamOn" };

/** States that wait for the start. */
const STARTING = new Set(["waiting", "backstage"]);

/** States in which a host may want to go live. */
const BEFORE = new Set(["waiting", "backstage", "ended"]);

/** The shadow tree of a room: it shows what it is told, and calls `press` with the name of what
 * was pressed. Nothing here throws: what cannot be drawn is missing, and the console is told. */
export class View {
  texts = TEXTS;
  #press;
  #language;
  #buttons;
  #start = new Countdown((...left) => this.#showStart(...left));
  #closing = new Countdown((...left) => this.#showClosing(...left));
  #hadFocus = false; // before the frame was taken away

  constructor(root, { press, onList, language, nonce }) {
    this.root = root;
    this.#press = press;
    this.#language = language;
    const text = (...asked) => this.text(...asked);
    this.#buttons = new Buttons({ text, press });
    this.people = new PeopleList({ text, buttons: this.#buttons, onToggle: onList });
    this.asking = new AskingList({ text, buttons: this.#buttons });
    root.append(this.#build());
    attempt(() => addStyle(root, nonce()));
    attempt(() => this.#watchBeside());
  }

  #build() {
    this.icon = makeIcon();
    this.heading = make("h2", { part: "heading", tabIndex: -1 });
    this.message = make("p", { part: "message" });
    this.when = make("p", { part: "when" });
    this.countdown = make("p", { part: "countdown", role: "timer" });
    this.note = make("p", { part: "note" });
    this.problem = make("p", { part: "problem", role: "alert" });
    this.watch = new Watch((...asked) => this.text(...asked));
    this.slot = make("slot");
    this.actions = make("div", { part: "actions" });
    const { icon, heading, message, when, countdown, note, problem, slot, actions } = this;
    const { element: watch } = this.watch;
    this.guest = new GuestLine((...asked) => this.text(...asked));
    const { element: guest } = this.guest;
    const words = [icon, heading, message, when, countdown, note, problem, watch, slot, actions];
    this.panel = make("div", { part: "panel" }, ...words, guest);

    this.notices = make("div", { part: "notices" });
    this.video = make("div", { part: "video" });
    this.badge = make("span", { part: "badge" });
    this.who = make("span", { part: "who" });
    this.muted = make("span", { part: "muted" });
    this.recorded = make("span", { part: "recorded" });
    this.closing = make("span", { part: "closing", role: "timer" });
    this.controls = make("div", { part: "controls" });
    const { badge, recorded, who, muted, closing, people, controls } = this;
    const told = [badge, recorded, who, muted, closing, people.element];
    this.bar = make("div", { part: "bar" }, ...told, controls);
    this.stage = make("div", { part: "stage", tabIndex: -1 }, this.notices, this.video, this.bar);

    this.replays = new ReplayList((...asked) => this.text(...asked));
    this.liveRegion = make("p", { className: "unseen", role: "status" });
    this.main = make(
      "section",
      { part: "main" },
      this.panel,
      this.stage,
      this.replays.element,
      this.liveRegion,
    );
    this.besideSlot = make("slot", { name: "beside" });
    this.beside = make("div", { part: "beside", hidden: true }, this.besideSlot);
    this.question = new Question(() => this.#press("dismiss"));
    this.room = make("div", { part: "room" }, this.main, this.beside, this.question.element);
    return this.room;
  }

  #watchBeside() {
    this.besideSlot.addEventListener("slotchange", () => attempt(() => this.#arrange()));
    this.#arrange();
  }

  #arrange() {
    const hasBeside = this.besideSlot.assignedElements().length > 0;
    this.room.classList.toggle("has-beside", hasBeside);
    this.beside.hidden = !hasBeside;
  }

  text(key, values = {}) {
    return filled(this.texts[key], values);
  }

  /** Why the last thing asked for was not done, in words. */
  #problemText(problem) {
    if (!problem) {
      return "";
    }
    const { code, message } = problem;
    const key = Object.hasOwn(ERROR_TEXTS, code) ? ERROR_TEXTS[code] : null;
    return (!key && message) || this.text(key ?? "failed", { origin: location.origin });
  }

  /** Draw one detail; where that fails, it alone is missing. */
  #detail(element, draw) {
    try {
      draw();
    } catch (error) {
      element.hidden = true;
      report(error);
    }
  }

  /** `hasFrame`: the video, not words, is what there is to see. `links` are addresses by name. */
  show(room) {
    const { state, hasFrame, hasVideo, problem } = room;
    this.keepFocus();
    this.stage.hidden = !hasVideo;
    this.bar.hidden = !hasFrame;
    this.panel.hidden = hasFrame;
    this.slot.name = state;
    this.main.setAttribute("aria-label", this.text("label"));
    attempt(() => this.#showPanel(room));
    attempt(() => this.#placeProblem(hasFrame));
    attempt(() => this.#placeAsking(hasFrame));
    this.#detail(this.asking.element, () => this.asking.show(room));
    this.#detail(this.problem, () => this.#fill(this.problem, this.#problemText(problem)));
    attempt(() => this.watch.show(room.watchUrl));
    this.#detail(this.guest.element, () => this.guest.show(room));
    attempt(() => this.#showBar(room));
    attempt(() => this.#start.to(STARTING.has(state) ? room.startsAt : null));
    attempt(() => this.#closing.to(room.closesAt ?? null));
    attempt(() => this.#showQuestion(room));
    attempt(() => this.#followFocus(hasFrame));
  }

  #showPanel(room) {
    const view = this.#viewOf(room);
    this.panel.dataset.tone = view.tone ?? "";
    this.panel.dataset.icon = view.icon ?? "";
    this.icon.firstElementChild.setAttribute("d", ICONS[view.icon] ?? "");
    this.heading.textContent = this.text(view.heading);
    const text = view.text ? this.text(view.text, room) : "";
    this.#detail(this.message, () => this.#fill(this.message, text));
    this.#detail(this.note, () => this.#fill(this.note, this.#noteText(room)));
    const { links } = room;
    this.#detail(this.actions, () => this.#buttons.show(this.actions, view.actions, { links }));
  }

  /** What there is to know before one enters: from when on, and who will hear and see whom. */
  #noteText(room) {
    const opens = room.opensAt && BEFORE.has(room.state) ? this.#opensText(room) : "";
    return [opens, ...notesOf(room).map((key) => this.text(key))].join(" ").trim();
  }

  #opensText({ opensAt }) {
    return this.text("opensAt", { when: this.#momentIn(opensAt) });
  }

  /** In a sentence that does not go without. */
  #momentIn(date) {
    return attempt(() => this.#moment(date), date.toLocaleString());
  }

  #showQuestion(room) {
    const { isBackstage, person, present, startsAt } = room;
    const about = isBackstage && room.question === "early" ? "backstage" : room.removal;
    const question = QUESTIONS[`${room.question} ${about}`] ?? QUESTIONS[room.question];
    if (!question) {
      this.question.close();
      return;
    }
    const { text, uncounted, actions, focus } = question;
    const when = startsAt ? this.#momentIn(startsAt) : "";
    const keys = present === null && uncounted ? uncounted : text;
    const values = { when, count: present, name: person?.display_name };
    const words = keys.split(" ").map((key) => this.text(key, values));
    this.question.text.textContent = words.join(" ");
    this.#buttons.show(this.question.actions, possible(actions, room));
    this.question.ask(focus);
  }

  /** What had the focus may have gone; the keyboard goes on from its successor. */
  #followFocus(hasFrame) {
    const isSeen = this.root.activeElement?.getClientRects().length > 0;
    if (this.#hadFocus && !isSeen) {
      (hasFrame ? this.stage : (this.actions.firstElementChild ?? this.heading)).focus();
    }
    this.#hadFocus = false;
  }

  /** Not by disabling the buttons: the pressed one would lose the keyboard's focus. */
  setBusy(isBusy) {
    this.main.setAttribute("aria-busy", isBusy);
  }

  /** Where the frame has gone. */
  clearStage() {
    this.video.replaceChildren();
    this.notices.replaceChildren();
  }

  /** To be called before something goes that may have the focus, such as the frame; the next
   * `show` moves it on. */
  keepFocus() {
    this.#hadFocus ||= this.root.activeElement !== null;
  }

  /** Where people look: above the video, or among the words. */
  #placeProblem(hasFrame) {
    if (hasFrame && this.problem.parentNode !== this.notices) {
      this.notices.prepend(this.problem);
    } else if (!hasFrame && this.problem.parentNode !== this.panel) {
      this.slot.before(this.problem);
    }
  }

  /** Below the video, or among the words. */
  #placeAsking(hasFrame) {
    const next = hasFrame ? this.controls : this.actions;
    if (this.asking.element.parentNode !== next.parentNode) {
      next.before(this.asking.element);
    }
  }

  /** To whoever does not see it. */
  say(key, values) {
    this.liveRegion.textContent = this.text(key, values);
  }

  announce(room) {
    attempt(() => {
      const { heading, text } = this.#viewOf(room);
      const words = [this.text(heading), text ? this.text(text, room) : "", this.#noteText(room)];
      const recorded = room.isIn ? this.#recordedTexts(room, SAID) : [];
      this.liveRegion.textContent = [...words, ...recorded].join(" ").trim();
    });
  }

  /** Null for none. */
  showReplays(recordings, { role, links }) {
    const { texts } = this;
    this.#detail(this.replays.element, () => this.replays.show(recordings, { role, links, texts }));
  }

  #viewOf(room) {
    const { state, reason, role, letsIn } = room;
    const view = {
      ...SCREENS[state],
      ...SCREENS[`${state} ${role}`],
      ...REASONS[`${state} ${reason}`],
      ...REASONS[`${state} ${reason} ${role}`],
    };
    const waitsToClick = state === "waiting" && role !== "host" && !letsIn;
    return {
      ...view,
      ...(waitsToClick && { text: "waitingClickText" }),
      actions: panelActions(view.actions ?? [], room),
    };
  }

  #fill(element, text) {
    element.textContent = text;
    element.hidden = !text;
  }

  #showBar(room) {
    const { isIn, isBackstage, opensAt } = room;
    this.badge.textContent = this.text(isBackstage ? "backstage" : "live");
    this.badge.classList.toggle("calm", isBackstage);
    this.badge.hidden = !isIn;
    const opens = isBackstage && opensAt ? this.#opensText(room) : "";
    this.who.textContent = `${this.text(this.#whoKey(room))} ${opens}`.trim();
    this.#fill(this.muted, room.isMuted ? this.text("mutedHere") : "");
    this.#detail(this.recorded, () => this.#showRecorded(room));
    this.#buttons.show(this.controls, barActions(room));
    this.#detail(this.people.element, () => this.people.show(room));
  }

  /** As the video server says; and what it is asked for. */
  #showRecorded(room) {
    const { isIn, asksRecorder } = room;
    const on = isIn ? this.#recordedTexts(room, LABELS) : [];
    const asked = asksRecorder ? "recorderBegins" : "recorderStops";
    const words = asksRecorder === null ? on : [...on, this.text(asked)];
    this.#fill(this.recorded, words.join(" · "));
    this.recorded.classList.toggle("on", on.length > 0);
  }

  #recordedTexts({ recorded }, keys) {
    const on = Object.keys(keys).filter((mode) => recorded[mode]);
    return on.map((mode) => this.text(keys[mode]));
  }

  #whoKey({ state, role, isBackstage, showsPrejoin }) {
    const joining = showsPrejoin ? "prejoinText" : "joiningTitle";
    const words = { joining, lobby: "lobbyText" };
    return words[state] ?? (isBackstage ? "backstageHere" : (role ?? "attendee"));
  }

  // When it starts

  #showStart(startsAt, seconds) {
    this.#detail(this.when, () => this.#fill(this.when, this.#whenText(startsAt, seconds)));
    this.#detail(this.countdown, () => this.#showCountdown(seconds));
  }

  /** Below the video, until it ends by itself. */
  #showClosing(_moment, seconds) {
    this.#detail(this.closing, () => {
      const time = seconds > 0 ? durationText(roundedUp(seconds), this.#language()) : "";
      this.#fill(this.closing, time && this.text("closesIn", { time }));
    });
  }

  #whenText(startsAt, seconds) {
    if (seconds > 0) {
      return this.text("startsAt", { when: this.#moment(startsAt) });
    }
    return startsAt ? this.text("startsSoon") : "";
  }

  #showCountdown(seconds) {
    this.countdown.hidden = seconds <= 0;
    this.countdown.setAttribute("aria-label", this.text("countdown"));
    this.countdown.replaceChildren(...(seconds > 0 ? this.#chips(seconds) : []));
  }

  #moment(date) {
    return momentText(date, this.#language());
  }

  #chips(seconds) {
    const words = durationParts(seconds).map((part) => durationText(part, this.#language()));
    return words.map((textContent) => make("span", { textContent }));
  }

  stop() {
    this.#start.stop();
    this.#closing.stop();
  }

  // Notices above the video

  /** `links` are addresses by name, of which one may be about the notice. */
  showNotice(key, values, links) {
    const text = (...asked) => this.text(...asked);
    const onClose = () => this.removeNotice(key);
    attempt(() => this.notices.append(makeNotice(key, values, { links, text, onClose })));
  }

  removeNotice(key) {
    const notice = [...this.notices.children].find(({ dataset }) => dataset.notice === key);
    const hadFocus = notice?.contains(this.root.activeElement);
    notice?.remove();
    if (hadFocus) {
      this.stage.focus();
    }
  }
}
