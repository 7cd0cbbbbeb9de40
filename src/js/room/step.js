import { exponentialBackoff } from "./backoff.js";
import { NO_STAGE } from "./stage.js";
import { INSIDE, isLive, pollAfter, reasonOf, sessionState, stateOf } from "./states.js";

// In seconds.
export const FIRST_RETRY = 2;
export const MAX_RETRY = 60;
const REOPENING = 120; // after an end, in which it may be taken back

/** The state of a room before it has begun. */
export const INITIAL = Object.freeze({
  name: null,
  reason: null,
  message: "", // the server's own words
  problem: null, // `{ code, message }`: why the last thing asked for was not done
  /** @type {Record<string, any>} */
  info: {}, // what the site says of event and person
  visit: 0, // answers of an earlier one come too late, and are ignored
  isBusy: false,
  isEnding: false,
  question: null, // that this person is asked before something is done, by its name
  person: null, // whom that is about
  roster: null, // the people, as hosts are told
  isListOpen: false,
  isLoggedOut: false, // while the person is here: see on_login.js
  wantsIn: false, // the connection was lost in the room, or on the way there
  failures: 0, // of the site, one after another
  breakdowns: 0, // of the video server
  hasRenewed: false, // a pass that was refused during the call
  reported: [], // what the video server has refused or failed, by code
  polls: 0,
  isPollDue: false, // as soon as the tab is looked at
  pollsSoon: false,
  pushes: 0, // how often something has overtaken a poll, such as what the site has pushed
  joinsIn: 0, // seconds until this person is let in
  /** @type {string | null} */
  roomUrl: null, // for a tab of its own
  room: null, // that one is in, as the frame is told
  roomKey: null, // and as the site does
  isMoving: false, // into another room of the same session, with microphone and camera as they are
  wasPutOut: false, // by the video server: the site knows whether the session goes on elsewhere
  /** @type {Record<string, boolean>} */
  mutes: {}, // by kind, as far as the frame has said
  isClick: false, // that has led in, or on the way
  isMuted: false, // on the way in, or in, without a click
  showsPrejoin: false, // the own picture first
  hasEntered: false, // a room, since the page is there
  endedRun: null, // that one was put out of, while it may be taken back: when it started
  askedAt: null, // to be let in, on this page
  closedAt: null, // the time to close that has passed, and was asked about
  isFrameAlive: false,
  isIn: false,
  isStayOver: false, // the site has said so
  isApart: false, // in a breakout room, or on the way between rooms
  participantId: null,
  roles: {}, // what the server has said, by participant
  isRoleFresh: false, // later, a host may have granted it
  noticed: [],
  recorded: {}, // whether the video server says that it does, by `file` and `stream`
  asked: {}, // of it, and not answered: true to begin, false to stop
  isAboutToRecord: false, // by itself
  stage: NO_STAGE, // who may be heard and seen in this room: see stage.js
  buttons: null, // Jitsi's toolbars by place, and the `first` of this frame; for the audience
});

/** One transition under way: the state so far, and the effects in the order in which they run. */
export class Step {
  effects = [];

  constructor(state) {
    this.state = state;
  }

  change(values) {
    this.state = { ...this.state, ...values };
  }

  changeStage(values) {
    this.change({ stage: { ...this.state.stage, ...values } });
  }

  /** Of another room, or of the same one after the frame has loaded anew. */
  resetStage(toolbar = null) {
    this.change({ stage: toolbar === null ? NO_STAGE : { ...NO_STAGE, toolbar } });
  }

  run(type, values = {}) {
    this.effects.push({ type, ...values });
  }

  get isInside() {
    return INSIDE.has(this.state.name);
  }

  get role() {
    return this.state.info.role ?? null;
  }

  moveTo(name, reason = null, message = "") {
    const { name: previous, reason: previousReason } = this.state;
    if (name !== previous || reason !== previousReason) {
      this.change({ name, reason, message, problem: null, question: null });
      this.run("show-state", { state: name });
      this.dispatchState(previous);
    }
  }

  /** To where the description of event and person leads. */
  moveToDescribed() {
    const { info } = this.state;
    this.moveTo(stateOf(info), reasonOf(info));
  }

  dispatchState(previous) {
    const { name, reason } = this.state;
    const session = { isLive: isLive(this.state), sessionState: sessionState(this.state) };
    this.dispatch("state", { state: name, previous, reason, ...session });
  }

  dispatch(name, detail) {
    this.run("dispatch", { name, detail: { role: this.role, ...detail } });
  }

  dispatchError(code, message, source, fatal) {
    this.dispatch("error", { code, message, source, fatal });
  }

  nextVisit() {
    this.change({ visit: this.state.visit + 1, isBusy: false });
  }

  schedulePoll(seconds = pollAfter(this.state)) {
    this.run("schedule-poll", { seconds });
  }

  pollIn(seconds) {
    this.run("poll-in", { seconds });
  }

  /** Later than after the last failure, and not before the site wants to be asked again. */
  retryPoll(retryAfter = 0) {
    const pause = exponentialBackoff(FIRST_RETRY, this.state.failures, MAX_RETRY);
    this.schedulePoll(Math.max(pause, retryAfter));
    this.change({ failures: this.state.failures + 1 });
  }

  /** Ask now for all that there is to know. */
  askInFull() {
    this.run("poll", { isFull: true, isLost: false });
  }

  /** The same, in a moment. */
  pollSoon() {
    this.change({ pollsSoon: true, polls: 0 });
    this.schedulePoll(FIRST_RETRY);
  }

  startTimer(name, seconds, event, { hasJitter = false } = {}) {
    this.run("start-timer", { name, seconds, event, hasJitter });
  }

  stopTimer(name) {
    this.run("stop-timer", { name });
  }

  notice(key, values) {
    if (!this.state.noticed.includes(key)) {
      this.change({ noticed: [...this.state.noticed, key] });
      this.run("show-notice", { key, values });
    }
  }

  removeNotice(...keys) {
    for (const key of this.state.noticed.filter((each) => keys.includes(each))) {
      this.forgetNotice(key);
      this.run("remove-notice", { key });
    }
  }

  forgetNotice(key) {
    this.change({ noticed: this.state.noticed.filter((each) => each !== key) });
  }

  /** What the frame shows from here on, it shows better than the element. Returns whether this is
   * the first sign of life. */
  frameAlive() {
    const isFirst = !this.state.isFrameAlive;
    this.stopTimer("frame");
    if (isFirst) {
      this.change({ isFrameAlive: true });
      this.run("render");
    }
    return isFirst;
  }

  /** The site's log hears of each kind of refusal once. */
  reportRefusal(code, message) {
    const { reported } = this.state;
    if (code && !reported.includes(code)) {
      this.change({ reported: [...reported, code] });
      this.run("report-refusal", { code, message });
    }
  }

  /** Take the frame away. Jitsi sends no event then, so the page gets one here. */
  closeFrame(reason) {
    const { isIn } = this.state;
    this.removeFrame();
    this.change({ isIn: false });
    if (isIn) {
      this.dispatch("left", { reason });
    }
  }

  removeFrame() {
    this.change({ isFrameAlive: false, isStayOver: false, noticed: [] });
    this.change({ recorded: {}, asked: {}, isAboutToRecord: false });
    this.resetStage();
    this.run("close-frame");
    this.run("end-stay");
  }

  /** By the video server. A poll under way is from before that, and does not say what follows. */
  wasPutOut(wasPutOut = true) {
    this.change({ wasPutOut, pushes: this.state.pushes + 1 });
  }

  /** Out of what has ended. Where that was a rehearsal or the backstage, the way leads back to the
   * countdown. */
  sessionEnded(by, startedAt, endReason = null) {
    const { name, reason } = this.state;
    const wasIn = this.isInside || (name === "left" && reason === "closed");
    this.nextVisit();
    this.change({ reported: [] });
    this.closeFrame("ended");
    this.change({ wantsIn: false, isMoving: false, wasPutOut: false });
    const next = stateOf(this.state.info);
    this.moveTo(next, endReason);
    if (next === "ended") {
      this.dispatch("ended", { by });
      this.awaitReopening(wasIn ? startedAt : null);
    }
    this.schedulePoll();
  }

  /** Whoever was in when somebody else has ended it comes back if that is taken back: then it is
   * live since when it was before. */
  awaitReopening(startedAt) {
    this.change({ endedRun: startedAt ?? null });
    if (startedAt) {
      this.startTimer("reopening", REOPENING, { type: "reopening-over" });
    }
  }
}
