// The questions of one page: state and event in, state and effects out. No DOM, no clock, no chance:
// what depends on them comes with the event (`isHidden`).

import { exponentialBackoff } from "../room/backoff.js";
import { namedSeconds } from "../room/limits.js";
import { NO_NEWS } from "./list.js";
import * as actions from "./on_actions.js";
import * as attention from "./on_attention.js";
import * as site from "./on_site.js";

// In seconds.
const FIRST_RETRY = 2;
const MAX_RETRY = 120;
const DEFAULT_INTERVAL = 5;

export const INITIAL = Object.freeze({
  /** `loading`, `ready`, `logged-out` or `refused`; null before the beginning. */
  name: null,
  /** @type {Record<string, any>} */
  info: {}, // what the site says of event and person
  questions: [], // the newest list, in order
  shown: [], // what stands on the page: while it is held, an older one
  isHeld: false, // somebody reads or presses in the list
  ownVotes: [], // ids
  ownQuestions: [],
  /** @type {Record<string, boolean>} */
  sentVotes: {}, // by id: what is on its way
  isAsking: false,
  /** @type {Record<string, string>} */
  busy: {}, // by id: what is being done to it
  problem: null, // `{ about, code, message }`: about is `list`, `ask` or the id of a question
  key: null, // with which the list is read
  pollAfter: DEFAULT_INTERVAL,
  changes: 0, // how often this page has changed something: lists from before do not know
  isDescribing: false, // under way
  isDue: false, // a poll, as soon as the tab is looked at
  failures: 0, // of the list, one after another
  visit: 0, // answers of an earlier one come too late
  news: NO_NEWS, // that has not been said yet
  isTyping: false,
  isQuiet: false, // something was said a moment ago
});

const HANDLERS = {
  begin: site.begin,
  stop: site.stop,
  described: site.described,
  "describe-failed": site.describeFailed,
  listed: site.listed,
  "list-failed": site.listFailed,
  "poll-due": site.pollDue,
  pushed: site.pushed,
  visibility: site.visibility,
  online: site.online,
  ask: actions.ask,
  asked: actions.asked,
  "ask-failed": actions.askFailed,
  vote: actions.vote,
  voted: actions.voted,
  "vote-failed": actions.voteFailed,
  act: actions.act,
  acted: actions.acted,
  "act-failed": actions.actFailed,
  hold: attention.hold,
  "show-changes": attention.showChanges,
  typing: attention.typing,
  "typing-over": attention.typingOver,
  "quiet-over": attention.quietOver,
};

export const EVENTS = Object.keys(HANDLERS);

/** One transition under way: the state so far, and the effects in the order in which they run. */
class Step {
  effects = [];

  constructor(state) {
    this.state = state;
  }

  change(values) {
    this.state = { ...this.state, ...values };
  }

  /** What was about another event. */
  forgetAll() {
    const { visit, changes, isHeld, isTyping } = this.state;
    this.state = { ...INITIAL, visit, changes, isHeld, isTyping };
  }

  run(type, values = {}) {
    this.effects.push({ type, ...values });
  }

  /** Say it in words, at once: it answers what the person has just done. */
  say(key, values = {}) {
    this.run("say", { key, values });
  }

  fail(about, { code, message }) {
    this.change({ problem: { about, code, message } });
    this.run("render");
    this.run("dispatch", { name: "error", detail: { code, message, about } });
  }

  /** The problem with that, if it is the one that is shown, is over. */
  forget(about) {
    if (this.state.problem?.about === about) {
      this.change({ problem: null });
    }
  }

  schedulePoll(seconds = namedSeconds(this.state.pollAfter, DEFAULT_INTERVAL)) {
    this.run("schedule-poll", { seconds });
  }

  /** Later than after the last failure, and not before the site wants to be asked again. */
  retryPoll(retryAfter = 0) {
    const pause = exponentialBackoff(FIRST_RETRY, this.state.failures, MAX_RETRY);
    this.change({ failures: this.state.failures + 1 });
    this.schedulePoll(Math.max(pause, retryAfter));
  }

  describe() {
    if (!this.state.isDescribing) {
      this.change({ isDescribing: true });
      this.run("describe");
    }
  }
}

/** `[state, effects]` after the event; the state that was given is not changed. */
export function transition(state, event) {
  const step = new Step(state);
  HANDLERS[event.type](step, event);
  return [Object.freeze(step.state), step.effects];
}
