import { actionsOf } from "./actions.js";
import { linksOf } from "./addresses.js";
import { Conference } from "./conference.js";
import { Entrance } from "./entrance.js";
import { toRoomError } from "./error.js";
import { Line } from "./full.js";
import { HostActions } from "./host.js";
import { Inquiry } from "./inquiry.js";
import { languageOf } from "./language.js";
import { transition } from "./machine.js";
import { Clock } from "./moments.js";
import { dispatch, siteOf, takeInlineInfo } from "./page.js";
import { Polling } from "./polling.js";
import { Push } from "./push.js";
import { Recording } from "./recording.js";
import { Replays } from "./replays.js";
import { attempt } from "./report.js";
import { Reports } from "./reports.js";
import { entersMuted, isAsked, letsIn, screenOf } from "./screen.js";
import { ACTIONS, ESCAPES } from "./screens.js";
import { StageFrame } from "./stage_frame.js";
import { asksInFull, pollAfter, WAITING } from "./states.js";
import { INITIAL } from "./step.js";
import { textsWith } from "./texts.js";
import { Timers } from "./timers.js";
import { View } from "./view.js";

const NARROW = "(max-width: 40rem)";
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
    ask: () => this.#inquiry.askRecordings(),
    onList: (recordings) => this.#view.showReplays(recordings, this.#screen),
  });
  #timers = new Timers((event) => this.#send(event));
  #clock = new Clock(() => this.#send({ type: "clock" }));
  #host;
  #recording;
  #entrance;
  #line;
  #stageFrame;
  #inquiry;
  #actions;
  #effects = [];
  #isRunning = false;
  #beginning = null;

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
      ifCurrent: (visit, act) => this.#ifCurrent(visit, act),
      inlineInfo: () => this.#inlineInfo(),
    };
    this.#host = new HostActions(room);
    this.#recording = new Recording(room);
    this.#entrance = new Entrance(room);
    this.#line = new Line(room);
    this.#stageFrame = new StageFrame(room);
    this.#inquiry = new Inquiry(room);
    this.#actions = actionsOf({ ...room, host: this.#host, entrance: this.#entrance });
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

  /** `participant` is whom it is done to, and `person` what is known of them; `server` is where
   * everybody is moved to. */
  act(action, participant, server, person) {
    return this.#actions[action](participant, server, person);
  }

  /** By the name of a button, which may be about a person: with a question before, where there is
   * one. */
  #press(pressed, person) {
    const name = (pressed === "dismiss" && ESCAPES[this.state.question]) || pressed;
    const { method, asks } = ACTIONS[name];
    const question = asks && isAsked(asks, this.#screen, Date.now()) ? asks : null;
    this.#send({ type: "ask", question, person });
    if (!question && method) {
      const { person: about } = this.state;
      // The state or a line of words says what has failed.
      this.act(method, about?.participant, this.#view.bar.people.server, about).catch(() => {});
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
    this.#send({ type: "begin" });
    this.#beginning = this.#inquiry.begin();
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
    poll: (room, effect) => void room.#inquiry.poll(effect),
    "schedule-poll": (room, { seconds }) => room.#polling.schedule(seconds),
    "poll-in": (room, { seconds }) => room.#polling.pollIn(seconds),
    "start-timer": (room, effect) => room.#timers.start(effect),
    "stop-timer": (room, { name }) => room.#timers.stop(name),
    "tune-push": (room) => room.#tunePush(),
    "look-again": (room) => void room.#inquiry.lookAgain(),
    "close-frame": (room) => room.#closeFrame(),
    "begin-stay": (room, { endpoint, isViewer }) => room.#reports.beginStay(endpoint, isViewer),
    "end-stay": (room) => room.#reports.endStay(),
    "beat-stay": (room) => room.#reports.beatStay(),
    "show-notice": (room, { key, values }) => room.#showNotice(key, values),
    "remove-notice": (room, { key }) => room.#view.removeNotice(key),
    "report-role": (room, { role }) => room.#reports.role(role),
    "order-recorder": (room, effect) => void room.#recording.order(effect),
    "note-recording": (room) => room.#recording.note().catch(toRoomError),
    "ask-moderation": (room, effect) => void room.#stageFrame.askModeration(effect),
    "order-moderation": (room, effect) => room.#stageFrame.orderModeration(effect),
    "command-frame": (room, effect) => void room.#stageFrame.command(effect),
    "turn-media": (room, effect) => void room.#stageFrame.turn(effect),
    invite: (room, { row, camera }) => void room.#host.turn("invite", row, { camera }),
    "post-hand": (room, effect) => room.#stageFrame.tellHand(effect),
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
