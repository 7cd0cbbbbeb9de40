// What the site answers, and when it is asked.

import {
  addedNews,
  hasLostOwn,
  heldWith,
  idsOf,
  inOrder,
  newsBetween,
  ownWith,
  questionsOf,
} from "./list.js";
import { announce } from "./on_attention.js";

/** Codes that no other attempt in a minute changes. */
const REFUSALS = new Set(["not_registered", "not_found", "permission_denied", "removed"]);
const REFUSED_RETRY = 60; // seconds: people register, and are let in

/** `isNew`: about another event, or by other means. */
export function begin(step, { isNew = false }) {
  if (isNew) {
    step.forgetAll();
  }
  step.change({ name: "loading", visit: step.state.visit + 1, isDescribing: true });
  step.run("render");
}

export function stop(step) {
  const { visit } = step.state;
  step.change({ visit: visit + 1, isDescribing: false, isAsking: false, busy: {}, sentVotes: {} });
  step.run("stop-poll");
  step.run("listen", { url: "" });
  step.run("stop-timers");
}

/** In full: what there is, and what this person may do. */
export function described(step, { answer, isHidden, isOld }) {
  const isFirst = step.state.name === "loading";
  step.change({ isDescribing: false });
  if (isOld) {
    step.describe(); // something has changed here meanwhile
    return;
  }
  const { questions, own, key, version, ...info } = answer;
  step.change({ name: "ready", info: { ...step.state.info, ...info }, key: key ?? null });
  step.change({
    ownVotes: Array.isArray(own?.votes) ? own.votes : [],
    ownQuestions: questionsOf(own?.questions),
  });
  takeList(step, answer, { isFirst });
  step.run("listen", { url: isHidden ? "" : (step.state.info.stream_url ?? "") });
}

export function describeFailed(step, { error }) {
  const { code, retryAfter, status } = error;
  step.change({ isDescribing: false });
  if (code === "not_authenticated") {
    step.change({ name: "logged-out" });
  } else if (REFUSALS.has(code) || status === 404) {
    step.change({ name: "refused" });
  }
  step.fail("list", error);
  const isLasting = step.state.name !== "ready" && step.state.name !== "loading";
  step.retryPoll(Math.max(retryAfter ?? 0, isLasting ? REFUSED_RETRY : 0));
}

/** Where the site wants everybody to be who they are: the list is nobody's, and so it says no. */
const ASKS_IN_FULL = new Set(["key_expired", "not_authenticated"]);

/** By the key; without an answer nothing has changed. */
export function listed(step, { answer, isOld }) {
  if (isOld) {
    step.schedulePoll(1);
  } else if (answer) {
    takeList(step, answer);
  } else {
    endFailure(step);
    step.schedulePoll();
  }
}

export function listFailed(step, { error }) {
  if (ASKS_IN_FULL.has(error.code)) {
    step.change({ key: null });
    step.describe();
    return;
  }
  step.fail("list", error);
  step.retryPoll(error.retryAfter);
}

export function pollDue(step, { isHidden }) {
  const { key, sentVotes, isDescribing } = step.state;
  if (isHidden) {
    step.change({ isDue: true });
  } else if (Object.keys(sentVotes).length > 0) {
    step.schedulePoll(1); // an answer would not say whether it knows of the vote
  } else if (key) {
    step.run("poll", { key });
  } else if (!isDescribing) {
    step.describe();
  }
}

/** The stream has the list, or says that there is another one. */
export function pushed(step, { answer }) {
  const isBusy = Object.keys(step.state.sentVotes).length > 0;
  if (Array.isArray(answer?.questions) && !isBusy) {
    takeList(step, answer);
  } else if (answer?.version !== step.state.info.version) {
    step.run("poll-soon");
  }
}

/** Nobody reads a tab that is not seen. */
export function visibility(step, { isHidden }) {
  const { name, info, isDue } = step.state;
  if (name === null || name === "loading") {
    return;
  }
  step.run("listen", { url: isHidden ? "" : (info.stream_url ?? "") });
  if (!isHidden && (isDue || info.stream_url)) {
    step.change({ isDue: false });
    step.run("poll-soon");
  }
}

/** The network is back. */
export function online(step) {
  if (step.state.failures > 0) {
    step.run("poll-soon");
  }
}

function endFailure(step) {
  if (step.state.failures > 0 || step.state.problem?.about === "list") {
    step.change({ failures: 0 });
    step.forget("list");
    step.run("render");
  }
}

function takeList(step, answer, { isFirst = false } = {}) {
  const before = step.state;
  const questions = inOrder(questionsOf(answer.questions));
  const isLost = hasLostOwn(before, questions);
  step.change({ failures: 0, pollAfter: answer.poll_after ?? before.pollAfter });
  step.forget("list");
  step.change({
    questions,
    info: { ...step.state.info, version: answer.version },
    ownQuestions: ownWith(before.ownQuestions, questions),
    shown: before.isHeld ? heldWith(before.shown, questions) : questions,
  });
  step.run("render");
  if (before.info.version !== answer.version || isFirst) {
    const { version } = step.state.info;
    step.run("dispatch", { name: "change", detail: { version, count: questions.length } });
  }
  if (!isFirst) {
    const own = idsOf(step.state.ownQuestions);
    const news = newsBetween(before.questions, questions, own);
    step.change({ news: addedNews(before.news, news) });
    announce(step);
  }
  step.schedulePoll();
  if (isLost) {
    step.describe();
  }
}
