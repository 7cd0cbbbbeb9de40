import { linksOf } from "./addresses.js";
import { Conference } from "./conference.js";
import { entryConfig } from "./entry.js";
import { toRoomError } from "./error.js";
import { HostActions } from "./host.js";
import { isBackstage } from "./info.js";
import { languageOf } from "./language.js";
import { transition } from "./machine.js";
import { Clock } from "./moments.js";
import { dispatch, siteOf, takeInlineInfo } from "./page.js";
import { Polling, pollOnce } from "./polling.js";
import { Push } from "./push.js";
import { attempt } from "./report.js";
import { Reports } from "./reports.js";
import { entersMuted, isAsked, letsIn, screenOf } from "./screen.js";
import { ACTIONS } from "./screens.js";
import { asksInFull, INSIDE, WAITING } from "./states.js";
import { INITIAL } from "./step.js";
import { textsWith } from "./texts.js";
import { Timers } from "./timers.js";
import { View } from "./view.js";

const LOOK_AGAIN = 10; // seconds between two looks at whether somebody has logged in elsewhere
const NARROW = "(max-width: 40rem)";
const TRIED = new Set(["unreachable", "refused"]); // states in which "Try again" is to enter again

/** Sends events to the machine of one element, and runs the effects. */
export class RoomController {
  state = INITIAL;
  client = null;
  #texts = {};
  #element;
  #view;
  #site = null;
  #conference = new Conference();
  #reports = new Reports(
    () => this.#getSite(),
    (event) => this.#send(event),
  );
  #push;
  #polling;
  #timers = new Timers((event) => this.#send(event));
  #clock = new Clock(() => this.#send({ type: "clock" }));
  #host = new HostActions({
    getSite: () => this.#getSite(),
    getState: () => this.state,
    send: (event) => this.#send(event),
    reports: this.#reports,
    conference: this.#conference,
  });
  #effects = [];
  #isRunning = false;
  #beginning = null;
  #lookedAt = 0;

  constructor(element, root) {
    this.#element = element;
    this.#view = new View(root, {
      press: (name) => this.#press(name),
      language: () => languageOf(element),
      nonce: () => element.nonce,
    });
    this.#push = new Push({
      onStatus: (status, isFirst) => this.#send({ type: "push", status, isFirst }),
      onBreak: () => this.#polling.schedule(this.state.info.poll_after),
    });
    this.#polling = new Polling({
      onDue: () => this.#send({ type: "poll-due" }),
      isPushing: () => this.#push.isOpen && !asksInFull(this.state),
    });
  }

  get api() {
    return this.#conference.api;
  }

  get texts() {
    return this.#texts;
  }

  set texts(texts) {
    this.#texts = attempt(() => ({ ...texts }), {});
    this.#render();
  }

  // What people do, and scripts

  /** By the name of a method of the element. */
  act(action) {
    return this.#actions[action]();
  }

  #actions = {
    start: () => (this.#isInBackstage ? this.#host.goLive() : this.#enter("start")),
    backstage: () => this.#enter("backstage"),
    join: () => this.#enter("join"),
    reopen: () => this.#enter("reopen"),
    leave: async () => this.#send({ type: "leave" }),
    extend: () => this.#host.extend(),
    end: () => this.#host.end(),
    // It lets in, and starts nothing: whoever has pressed "Go live" did so once.
    retry: async () =>
      TRIED.has(this.state.name) ? this.#enter("join") : this.#send({ type: "retry" }),
  };

  get #isInBackstage() {
    return INSIDE.has(this.state.name) && isBackstage(this.state.info);
  }

  /** By the name of a button: with a question before, where there is one. */
  #press(name) {
    const { method, asks } = ACTIONS[name];
    const question = asks && isAsked(asks, this.#screen, Date.now()) ? asks : null;
    this.#send({ type: "ask", question });
    if (!question && method) {
      this.act(method).catch(() => {}); // the state or a line of words says what has failed
    }
  }

  /** `action` is `join`, or another where a person has just asked for it: no effect of the machine
   * starts or ends. Rejects with the error that keeps this person out. */
  async #enter(action) {
    await this.#hasBegun();
    if (!INSIDE.has(this.state.name)) {
      await this.#getIn(action, { isClick: true });
    }
  }

  /** The same by itself, also from within: with a new pass in place of one that is refused there. */
  async #getIn(action, { isClick = false } = {}) {
    await this.#hasBegun();
    if (this.state.isBusy) {
      return;
    }
    this.#send({ type: "enter", isClick });
    const { visit } = this.state;
    try {
      const grant = await this.#getSite()[action]();
      this.#sendIfCurrent(visit, { type: "granted", grant });
      const Api = await this.#conference.load(grant, this.#element.nonce);
      this.#ifCurrent(visit, () => this.#open(Api, grant));
    } catch (exception) {
      const error = toRoomError(exception);
      this.#sendIfCurrent(visit, { type: "join-failed", error });
      throw error;
    } finally {
      this.#sendIfCurrent(visit, { type: "enter-done" });
    }
  }

  /** The beginning brings words, links and the CSRF token. */
  async #hasBegun() {
    if (this.state.name === "checking") {
      await this.#beginning;
    }
  }

  #open(Api, grant) {
    const { visit } = this.state;
    const displayName = this.#element.getAttribute("display-name");
    const config = entryConfig(grant.config, this.state);
    this.#conference.open(Api, { ...grant, config }, { parentNode: this.#view.video, displayName });
    this.#send({ type: "frame-opened" });
    this.#conference.listen((event) => this.#sendIfCurrent(visit, event));
    attempt(() => {
      this.api.getIFrame().title = this.#view.text("video");
    });
    this.#tellProblems(visit);
  }

  async #tellProblems(visit) {
    const problems = await this.#conference.problems();
    problems.forEach((each) => this.#sendIfCurrent(visit, { type: "frame-notice", ...each }));
  }

  // Life of the element

  begin() {
    this.#beginning = this.#begin();
  }

  async #begin() {
    this.#send({ type: "begin" });
    const { visit } = this.state;
    try {
      const info = attempt(() => this.#inlineInfo()) ?? (await this.#getSite().describe());
      this.#describe(visit, info);
    } catch (error) {
      this.#sendIfCurrent(visit, { type: "poll-failed", error: toRoomError(error) });
    }
  }

  /** From here on the page is that of the person whom the description is for. */
  #describe(visit, info) {
    this.#ifCurrent(visit, () => {
      this.#getSite().participant = info.participant ?? "";
      this.#send({ type: "described", info });
    });
  }

  stop() {
    this.#send({ type: "stop" });
    this.#push.listen("");
    this.#view.stop();
    this.#clock.stop();
    this.#site = null;
  }

  restart() {
    if (this.#element.isConnected && this.state.name !== null) {
      this.stop();
      this.begin();
    }
  }

  disconnect() {
    this.stop();
    this.#send({ type: "disconnect" });
  }

  /** `type` is `visibility`, `online` or `offline`. */
  onPage(type) {
    this.#send({ type });
  }

  // The site

  #inlineInfo() {
    const info = this.client ? null : takeInlineInfo(this.#element);
    if (info) {
      this.#getSite().csrfToken = info.csrf_token;
    }
    return info;
  }

  #getSite() {
    this.#site ??= siteOf(this.#element, this.client);
    return this.#site;
  }

  async #poll({ isFull, isLost }) {
    const { visit, pushes } = this.state;
    const isInside = () => INSIDE.has(this.state.name);
    try {
      const asked = await pollOnce(this.#getSite(), { isFull, isInside });
      if (pushes !== this.state.pushes) {
        return;
      }
      const event = { type: "status", status: asked.answer, isFull: asked.isFull };
      isLost ? this.#describe(visit, asked.answer) : this.#sendIfCurrent(visit, event);
    } catch (error) {
      this.#sendIfCurrent(visit, { type: "poll-failed", error: toRoomError(error) });
    }
  }

  /** Somebody may have registered or logged in in another tab. */
  async #lookAgain() {
    if (Date.now() - this.#lookedAt < LOOK_AGAIN * 1000) {
      return;
    }
    this.#lookedAt = Date.now();
    const { visit } = this.state;
    try {
      const info = await this.#getSite().describe();
      if (info.role) {
        this.#describe(visit, info);
      }
    } catch (error) {
      toRoomError(error); // the next look may succeed
    }
  }

  /** Have the site push exactly while this tab is visible and waits for what others do. In the room
   * there are other ways to know. */
  #tunePush() {
    const wasOpen = this.#push.isOpen;
    const waits = WAITING.has(this.state.name) && !document.hidden && !this.client;
    const url = this.#element.getAttribute("stream-url") ?? this.state.info.stream_url ?? "";
    this.#push.listen(waits ? url : "");
    if (wasOpen && document.hidden) {
      this.#polling.schedule(this.state.info.poll_after);
    }
  }

  // The machine

  #ifCurrent(visit, act) {
    if (visit === this.state.visit && this.#element.isConnected) {
      act();
    }
  }

  #sendIfCurrent(visit, event) {
    this.#ifCurrent(visit, () => this.#send(event));
  }

  /** Never throws: an exception here would be taken for one of whatever has sent the event. */
  #send(event) {
    const after = attempt(() => this.#transition(event));
    if (!after) {
      this.#polling.schedule(); // the next answer may be one that the machine can take
      return;
    }
    const [state, effects] = after;
    this.state = state;
    this.#clock.watch(state.name === null ? {} : state.info);
    this.#view.setBusy(state.isBusy);
    this.#effects.push(...effects);
    this.#runEffects();
  }

  #transition(event) {
    return transition(this.state, {
      isHidden: document.hidden,
      isOnline: navigator.onLine !== false, // true as well where the browser does not say
      letsIn: letsIn(this.#element),
      entersMuted: entersMuted(this.#element),
      chance: Math.random(),
      now: Date.now(),
      ...event,
    });
  }

  /** In their order, also where running one sends another event. One that fails keeps no other from
   * being run. */
  #runEffects() {
    if (this.#isRunning) {
      return;
    }
    this.#isRunning = true;
    while (this.#effects.length > 0) {
      const effect = this.#effects.shift();
      attempt(() => RoomController.#RUN[effect.type](this, effect));
    }
    this.#isRunning = false;
  }

  static #RUN = {
    "show-state": (room, { state }) => room.#showState(state),
    render: (room) => room.#render(),
    dispatch: (room, { name, detail }) => dispatch(room.#element, name, detail),
    enter: (room) => room.#getIn("join").catch(() => {}), // the state says it
    poll: (room, effect) => void room.#poll(effect),
    "schedule-poll": (room, { seconds }) => room.#polling.schedule(seconds),
    "poll-in": (room, { seconds }) => room.#polling.pollIn(seconds),
    "start-timer": (room, effect) => room.#timers.start(effect),
    "stop-timer": (room, { name }) => room.#timers.stop(name),
    "tune-push": (room) => room.#tunePush(),
    "look-again": (room) => void room.#lookAgain(),
    "close-frame": (room) => room.#closeFrame(),
    "begin-stay": (room) => room.#reports.beginStay(),
    "end-stay": (room) => room.#reports.endStay(),
    "beat-stay": (room) => room.#reports.beatStay(),
    "show-notice": (room, { key, values }) => room.#showNotice(key, values),
    "remove-notice": (room, { key }) => room.#view.removeNotice(key),
    "report-role": (room, { role }) => room.#reports.role(role),
    "report-refusal": (room, { code, message }) => room.#reports.refusal(code, message),
  };

  #closeFrame() {
    this.#polling.stop();
    this.#timers.stopAll();
    this.#view.keepFocus();
    this.#conference.close();
    this.#view.clearStage();
  }

  // The view

  #showNotice(key, values) {
    const { info } = this.state;
    const links = { ...linksOf(this.#element, info), roles: info.roles_url };
    this.#view.showNotice(key, values, links);
  }

  #showState(state) {
    this.#element.setAttribute("data-state", state);
    attempt(() => this.#tunePush());
    this.#render();
    attempt(() => this.#view.announce(this.#screen));
    if (state === "joined" && globalThis.matchMedia?.(NARROW).matches) {
      this.#view.stage.scrollIntoView({ block: "start" });
    }
  }

  #render() {
    this.#view.texts = textsWith(this.state.info.texts, this.#texts);
    if (this.state.name !== null) {
      attempt(() => this.#view.show(this.#screen));
    }
  }

  get #screen() {
    const can = (action) => this.#getSite().can(action);
    return screenOf(this.state, this.#element, { hasVideo: this.api !== null, can });
  }
}
