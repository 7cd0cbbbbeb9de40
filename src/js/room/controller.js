import { linksOf, recordingsAddress } from "./addresses.js";
import { Conference } from "./conference.js";
import { Entrance } from "./entrance.js";
import { toRoomError } from "./error.js";
import { Line } from "./full.js";
import { HostActions } from "./host.js";
import { isBackstage } from "./info.js";
import { languageOf } from "./language.js";
import { transition } from "./machine.js";
import { Clock } from "./moments.js";
import { dispatch, siteOf, takeInlineInfo } from "./page.js";
import { Polling, pollOnce } from "./polling.js";
import { Push } from "./push.js";
import { Recording } from "./recording.js";
import { Replays } from "./replays.js";
import { attempt } from "./report.js";
import { Reports } from "./reports.js";
import { entersMuted, isAsked, letsIn, screenOf } from "./screen.js";
import { ACTIONS } from "./screens.js";
import { asksInFull, INSIDE, pollAfter, WAITING } from "./states.js";
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
  #replays = new Replays({
    ask: () => this.#askRecordings(),
    onList: (recordings) => this.#view.showReplays(recordings, this.#screen),
  });
  #timers = new Timers((event) => this.#send(event));
  #clock = new Clock(() => this.#send({ type: "clock" }));
  #host;
  #recording;
  #entrance;
  #line;
  #effects = [];
  #isRunning = false;
  #beginning = null;
  #lookedAt = 0;

  constructor(element, root) {
    this.#element = element;
    this.#view = new View(root, {
      press: (name, person) => this.#press(name, person),
      onList: (isOpen) => this.#send({ type: "list-toggled", isOpen }),
      language: () => languageOf(element),
      nonce: () => element.nonce,
    });
    const room = {
      element,
      view: this.#view,
      reports: this.#reports,
      conference: this.#conference,
      getSite: () => this.#getSite(),
      getState: () => this.state,
      send: (event) => this.#send(event),
      hasBegun: () => this.#hasBegun(),
    };
    this.#host = new HostActions(room);
    this.#recording = new Recording(room);
    this.#entrance = new Entrance(room);
    this.#line = new Line(room);
    this.#push = new Push({
      onStatus: (status, isFirst) => this.#send({ type: "push", status, isFirst }),
      onBreak: () => this.#polling.schedule(pollAfter(this.state)),
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

  /** `participant` is whom it is done to, `server` where everybody is moved to. */
  act(action, participant, server) {
    return this.#actions[action](participant, server);
  }

  #actions = {
    start: () => (this.#isInBackstage ? this.#host.goLive() : this.#entrance.enter("start")),
    backstage: () => this.#entrance.enter("backstage"),
    join: () => this.#entrance.enter("join"),
    reopen: () => this.#entrance.enter("reopen"),
    leave: async () => this.#send({ type: "leave" }),
    extend: () => this.#host.extend(),
    end: () => this.#host.end(),
    remove: (participant) => this.#host.remove(participant),
    removeAndMove: (participant) => this.#host.removeAndMove(participant),
    readmit: (participant) => this.#host.readmit(participant),
    ask: () => this.#host.ask(),
    admit: (participant) => this.#host.answer(participant, "admit"),
    decline: (participant) => this.#host.answer(participant, "decline"),
    move: (_participant, server) => this.#host.move(server),
    record: async () => this.#send({ type: "recorder-asked", mode: "file", on: true }),
    stopRecording: async () => this.#send({ type: "recorder-asked", mode: "file", on: false }),
    stream: async () => this.#send({ type: "recorder-asked", mode: "stream", on: true }),
    stopStream: async () => this.#send({ type: "recorder-asked", mode: "stream", on: false }),
    // It lets in, and starts nothing: whoever has pressed "Go live" did so once.
    retry: async () =>
      TRIED.has(this.state.name) ? this.#entrance.enter("join") : this.#send({ type: "retry" }),
  };

  get #isInBackstage() {
    return INSIDE.has(this.state.name) && isBackstage(this.state.info);
  }

  /** By the name of a button, which may be about a person: with a question before, where there is
   * one. */
  #press(name, person) {
    const { method, asks } = ACTIONS[name];
    const question = asks && isAsked(asks, this.#screen, Date.now()) ? asks : null;
    this.#send({ type: "ask", question, person });
    if (!question && method) {
      const { participant } = Object(this.state.person);
      // The state or a line of words says what has failed.
      this.act(method, participant, this.#view.server).catch(() => {});
    }
  }

  /** The beginning brings words, links and the CSRF token. */
  async #hasBegun() {
    if (this.state.name === "checking") {
      await this.#beginning;
    }
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
    this.#replays.stop();
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
    this.#replays.look();
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

  #askRecordings() {
    const site = this.#getSite();
    const address = recordingsAddress(this.#element, this.state.info);
    return site.can("recordings") ? site.recordings(address) : [];
  }

  /** Have the site push exactly while this tab is visible and waits for what others do. In the room
   * there are other ways to know. */
  #tunePush() {
    const wasOpen = this.#push.isOpen;
    const waits = WAITING.has(this.state.name) && !document.hidden && !this.client;
    const url = this.#element.getAttribute("stream-url") ?? this.state.info.stream_url ?? "";
    this.#push.listen(waits ? url : "");
    if (wasOpen && document.hidden) {
      this.#polling.schedule(pollAfter(this.state));
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
    enter: (room) => room.#entrance.getIn("join").catch(() => {}), // the state says it
    "go-in": (room, { grant }) => room.#entrance.goIn(async () => grant).catch(() => {}),
    "ask-line": (room) => void room.#line.ask(),
    follow: (room) => room.#host.follow().catch(() => {}),
    "list-people": (room) => room.#host.list(),
    "find-kicked": (room, effect) => room.#host.findKicked(effect).catch(toRoomError),
    say: (room, { key, values }) => room.#view.say(key, values),
    poll: (room, effect) => void room.#poll(effect),
    "schedule-poll": (room, { seconds }) => room.#polling.schedule(seconds),
    "poll-in": (room, { seconds }) => room.#polling.pollIn(seconds),
    "start-timer": (room, effect) => room.#timers.start(effect),
    "stop-timer": (room, { name }) => room.#timers.stop(name),
    "tune-push": (room) => room.#tunePush(),
    "look-again": (room) => void room.#lookAgain(),
    "close-frame": (room) => room.#closeFrame(),
    "begin-stay": (room, { endpoint }) => room.#reports.beginStay(endpoint),
    "end-stay": (room) => room.#reports.endStay(),
    "beat-stay": (room) => room.#reports.beatStay(),
    "show-notice": (room, { key, values }) => room.#showNotice(key, values),
    "remove-notice": (room, { key }) => room.#view.removeNotice(key),
    "report-role": (room, { role }) => room.#reports.role(role),
    "order-recorder": (room, effect) => void room.#recording.order(effect),
    "note-recording": (room) => room.#recording.note().catch(toRoomError),
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
    attempt(() => this.#replays.follow(this.state));
  }

  get #screen() {
    const can = (action) => this.#getSite().can(action);
    return screenOf(this.state, this.#element, { hasVideo: this.api !== null, can });
  }
}
