import { Countdown } from "./countdown.js";
import { make, makeIcon } from "./dom.js";
import { durationParts, durationText, momentText, roundedUp } from "./duration.js";
import { ICONS } from "./icons.js";
import { makeNotice } from "./notices.js";
import { Question } from "./question.js";
import { attempt, report } from "./report.js";
import {
  ACTIONS,
  barActions,
  notesOf,
  panelActions,
  possible,
  QUESTIONS,
  REASONS,
  SCREENS,
} from "./screens.js";
import { addStyle } from "./style.js";
import { filled, TEXTS } from "./texts.js";

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
  #start = new Countdown((...left) => this.#showStart(...left));
  #closing = new Countdown((...left) => this.#showClosing(...left));
  #hadFocus = false; // before the frame was taken away

  constructor(root, { press, language, nonce }) {
    this.root = root;
    this.#press = press;
    this.#language = language;
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
    this.slot = make("slot");
    this.actions = make("div", { part: "actions" });
    const { icon, heading, message, when, countdown, note, problem, slot, actions } = this;
    const words = [icon, heading, message, when, countdown, note, problem, slot, actions];
    this.panel = make("div", { part: "panel" }, ...words);

    this.notices = make("div", { part: "notices" });
    this.video = make("div", { part: "video" });
    this.badge = make("span", { part: "badge" });
    this.who = make("span", { part: "who" });
    this.muted = make("span", { part: "muted" });
    this.closing = make("span", { part: "closing", role: "timer" });
    this.count = make("summary", { part: "count" });
    this.people = make("ul", { part: "people" });
    this.present = make("details", { part: "present" }, this.count, this.people);
    this.controls = make("div", { part: "controls" });
    const { badge, who, muted, closing, present, controls } = this;
    this.bar = make("div", { part: "bar" }, badge, who, muted, closing, present, controls);
    this.stage = make("div", { part: "stage", tabIndex: -1 }, this.notices, this.video, this.bar);

    this.liveRegion = make("p", { className: "unseen", role: "status" });
    this.main = make("section", { part: "main" }, this.panel, this.stage, this.liveRegion);
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
    this.#detail(this.problem, () => this.#fill(this.problem, this.#problemText(problem)));
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
    this.#detail(this.actions, () => this.#showActions(this.actions, view.actions, room.links));
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
    const { isBackstage, present, startsAt } = room;
    const question = QUESTIONS[`${room.question}${isBackstage ? " backstage" : ""}`];
    const { text, uncounted, actions, focus } = question ?? QUESTIONS[room.question] ?? {};
    if (!text) {
      this.question.close();
      return;
    }
    const when = startsAt ? this.#momentIn(startsAt) : "";
    const key = present === null && uncounted ? uncounted : text;
    this.question.text.textContent = this.text(key, { when, count: present });
    this.#showActions(this.question.actions, possible(actions, room));
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

  announce(room) {
    attempt(() => {
      const { heading, text } = this.#viewOf(room);
      const words = [this.text(heading), text ? this.text(text, room) : "", this.#noteText(room)];
      this.liveRegion.textContent = words.join(" ").trim();
    });
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
    this.#showActions(this.controls, barActions(room));
    this.#detail(this.present, () => this.#showPresent(room));
  }

  #whoKey({ state, role, isBackstage, showsPrejoin }) {
    const joining = showsPrejoin ? "prejoinText" : "joiningTitle";
    const words = { joining, lobby: "lobbyText" };
    return words[state] ?? (isBackstage ? "backstageHere" : (role ?? "attendee"));
  }

  /** How many people there are; hosts see who. */
  #showPresent({ state, present, people }) {
    this.present.hidden = state !== "joined" || present === null;
    this.count.textContent = this.text("present", { count: present });
    this.people.hidden = people.length === 0;
    this.present.classList.toggle("has-names", people.length > 0);
    this.people.replaceChildren(...people.map((name) => make("li", { textContent: name })));
  }

  #showActions(place, names, links = {}) {
    const made = names.map((name) => this.#action(place, name, links[ACTIONS[name].link]));
    // Those that stay are left where they are: moving one takes the keyboard's focus from it.
    [...place.children].filter((child) => !made.includes(child)).forEach((child) => child.remove());
    made.forEach((child, index) => {
      if (place.children[index] !== child) {
        place.insertBefore(child, place.children[index] ?? null);
      }
    });
    place.hidden = made.length === 0;
  }

  #action(place, name, href) {
    const known = [...place.children].find((child) => child.dataset.action === name);
    const action = known ?? this.#makeAction(name);
    action.textContent = this.text(ACTIONS[name].text ?? name);
    if (href) {
      action.href = href;
    }
    if (ACTIONS[name].hint) {
      action.title = this.text(ACTIONS[name].hint); // assistive technology reads it as a description
    }
    return action;
  }

  #makeAction(name) {
    const { link, kind = "" } = ACTIONS[name];
    const action = make(link ? "a" : "button", { part: `button ${name}`, className: kind });
    action.dataset.action = name;
    if (link === "room") {
      action.target = "_blank";
      action.rel = "noopener noreferrer"; // its address is as secret as a token
    }
    if (!link) {
      action.type = "button";
      // The second of two quick clicks is not meant for what has come under the pointer meanwhile.
      // Nor are the clicks that a key repeats while it is held down.
      action.addEventListener("keydown", (event) => event.repeat && event.preventDefault());
      action.addEventListener("click", ({ detail }) => detail < 2 && this.#press(name));
    }
    return action;
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
