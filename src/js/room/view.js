import { AskingList } from "./asking_list.js";
import { Bar } from "./bar.js";
import { Buttons } from "./buttons.js";
import { addStyle } from "./colours.js";
import { detail, fill } from "./details.js";
import { make, makeIcon } from "./dom.js";
import { momentText } from "./duration.js";
import { filled } from "./filled.js";
import { GuestLine } from "./guest_line.js";
import { ICONS } from "./icons.js";
import { makeNotice } from "./notices.js";
import { Preview } from "./preview.js";
import { Question } from "./question.js";
import { ReplayList } from "./replay_list.js";
import { attempt } from "./report.js";
import {
  ESCAPES,
  notesOf,
  panelActions,
  possible,
  QUESTIONS,
  REASONS,
  SCREENS,
} from "./screens.js";
import { Starting } from "./starting.js";
import { STYLES } from "./style.js";
import { TEXTS } from "./texts.js";
import { Watch } from "./watch.js";

/** Errors that the site has no words for, by code. */
const ERROR_TEXTS = {
  network: "failedOffline",
  unexpected: "failedServer",
  not_authenticated: "failedLoggedOut",
  csrf_failed: "failedCsrf",
};

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
  #hadFocus = false; // before the frame was taken away

  constructor(root, { press, onList, language, nonce }) {
    this.root = root;
    this.#press = press;
    this.#language = language;
    const text = (...asked) => this.text(...asked);
    this.#buttons = new Buttons({ text, press });
    const opensText = (room) => this.#opensText(room);
    this.bar = new Bar({ text, buttons: this.#buttons, language, opensText, onList });
    this.starting = new Starting({ text, language });
    this.asking = new AskingList({ text, buttons: this.#buttons });
    root.append(this.#build());
    attempt(() => addStyle(root, nonce(), STYLES));
    attempt(() => this.#watchBeside());
  }

  #build() {
    this.icon = makeIcon();
    this.heading = make("h2", { part: "heading", tabIndex: -1 });
    this.message = make("p", { part: "message" });
    this.note = make("p", { part: "note" });
    this.problem = make("p", { part: "problem", role: "alert" });
    this.watch = new Watch((...asked) => this.text(...asked));
    this.slot = make("slot");
    this.actions = make("div", { part: "actions" });
    const { icon, heading, message, note, problem, slot, actions } = this;
    const { when, countdown } = this.starting;
    const { element: watch } = this.watch;
    this.guest = new GuestLine((...asked) => this.text(...asked));
    const { element: guest } = this.guest;
    const words = [icon, heading, message, when, countdown, note, problem, watch, slot, actions];
    this.panel = make("div", { part: "panel" }, ...words, guest);

    this.notices = make("div", { part: "notices" });
    this.video = make("div", { part: "video" });
    this.stage = make(
      "div",
      { part: "stage", tabIndex: -1 },
      ...[this.notices, this.video, this.bar.element],
    );

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
    this.preview = new Preview((...asked) => this.text(...asked));
    this.question = new Question(() => this.#press("dismiss"), this.preview.element);
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

  /** `hasFrame`: the video, not words, is what there is to see. `links` are addresses by name. */
  show(room) {
    const { state, hasFrame, hasVideo, problem } = room;
    this.keepFocus();
    this.stage.hidden = !hasVideo;
    this.bar.element.hidden = !hasFrame;
    this.panel.hidden = hasFrame;
    this.slot.name = state;
    this.main.setAttribute("aria-label", this.text("label"));
    attempt(() => this.#showPanel(room));
    attempt(() => this.#placeProblem(hasFrame));
    attempt(() => this.#placeAsking(hasFrame));
    detail(this.asking.element, () => this.asking.show(room));
    detail(this.problem, () => fill(this.problem, this.#problemText(problem)));
    attempt(() => this.watch.show(room.watchUrl));
    detail(this.guest.element, () => this.guest.show(room));
    this.bar.show(room);
    attempt(() => this.starting.to(STARTING.has(state) ? room.startsAt : null));
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
    detail(this.message, () => fill(this.message, text));
    detail(this.note, () => fill(this.note, this.#noteText(room)));
    const { links } = room;
    detail(this.actions, () => this.#buttons.show(this.actions, view.actions, { links }));
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
    return attempt(() => momentText(date, this.#language()), date.toLocaleString());
  }

  #showQuestion(room) {
    const { isBackstage, person, present, startsAt } = room;
    const about = isBackstage && room.question === "early" ? "backstage" : room.removal;
    const question = QUESTIONS[`${room.question} ${about}`] ?? QUESTIONS[room.question];
    this.preview.show(Boolean(question) && room.mayShow);
    if (!question) {
      this.question.close();
      return;
    }
    const { text, uncounted, actions, focus } = question;
    const when = startsAt ? this.#momentIn(startsAt) : "";
    const keys = present === null && uncounted ? uncounted : text;
    const { invitedBy } = room;
    const name = ESCAPES[room.question] ? invitedBy || this.text("aHost") : person?.display_name;
    const values = { when, count: present, name };
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
    const next = hasFrame ? this.bar.controls : this.actions;
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
      this.liveRegion.textContent = [...words, ...this.bar.recordedTexts(room)].join(" ").trim();
    });
  }

  /** Null for none. */
  showReplays(recordings, { role, links }) {
    const { texts } = this;
    detail(this.replays.element, () => this.replays.show(recordings, { role, links, texts }));
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

  stop() {
    this.preview.show(false);
    this.starting.stop();
    this.bar.stop();
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
