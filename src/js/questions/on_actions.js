// What people do: ask, vote, withdraw; and what hosts do to questions.

import { without, withQuestion, withVote } from "./list.js";

/** After these the site knows more than the answer says: whose votes count where. */
const FULL = new Set(["merge", "withdraw"]);

/** Refusals after which the page knows too little: somebody else was faster, or the event is over. */
const OUTDATED = new Set([
  "question_changed",
  "question_not_found",
  "already_answered",
  "questions_closed",
]);

const SAID = { withdraw: "withdrawn" };

export function ask(step, { text, anonymous }) {
  if (step.state.isAsking) {
    return;
  }
  step.change({ isAsking: true });
  step.forget("ask");
  step.run("render");
  step.run("post-question", { text, anonymous });
}

export function asked(step, { question }) {
  const { ownQuestions, questions, info, changes } = step.state;
  step.change({ isAsking: false, changes: changes + 1 });
  step.change({ ownQuestions: withQuestion(ownQuestions, question) });
  const isShown = question.state !== "waiting" || info.may_moderate === true;
  if (isShown) {
    step.change({ questions: withQuestion(questions, question) });
    step.change({ shown: step.state.questions });
  }
  step.run("clear-draft");
  step.run("render");
  step.say(question.state === "waiting" ? "askedWaiting" : "asked");
}

/** What was written stays where it is. */
export function askFailed(step, { error }) {
  step.change({ isAsking: false });
  refused(step, "ask", error);
}

/** At once, and taken back if the site refuses. While a vote is on its way, the next one waits. */
export function vote(step, { id, isOn }) {
  const { ownVotes, sentVotes } = step.state;
  if (ownVotes.includes(id) === isOn) {
    return;
  }
  count(step, id, isOn);
  step.forget(id);
  if (!Object.hasOwn(sentVotes, id)) {
    send(step, id, isOn);
  }
  step.run("render");
}

export function voted(step, { id }) {
  const sent = step.state.sentVotes[id];
  arrive(step, id);
  const isOn = step.state.ownVotes.includes(id);
  if (isOn !== sent) {
    send(step, id, isOn);
  } else {
    step.schedulePoll(); // the site keeps lists for a moment: an earlier one may lack the vote
  }
}

export function voteFailed(step, { id, error }) {
  const isOn = !step.state.sentVotes[id];
  arrive(step, id);
  if (step.state.ownVotes.includes(id) !== isOn) {
    count(step, id, isOn);
  }
  refused(step, id, error);
}

function count(step, id, isOn) {
  const { ownVotes, questions, shown } = step.state;
  const difference = isOn ? 1 : -1;
  step.change({
    ownVotes: isOn ? [...ownVotes, id] : ownVotes.filter((each) => each !== id),
    questions: withVote(questions, id, difference),
    shown: withVote(shown, id, difference),
  });
}

function send(step, id, isOn) {
  step.change({ sentVotes: { ...step.state.sentVotes, [id]: isOn } });
  step.run("post-vote", { id, isOn });
}

function arrive(step, id) {
  const { [id]: _, ...sentVotes } = step.state.sentVotes;
  step.change({ sentVotes, changes: step.state.changes + 1 });
}

/** `name` is that of the address: `approve`, `answer` and so on. */
export function act(step, { id, name, fields = {} }) {
  const { busy } = step.state;
  if (Object.hasOwn(busy, id)) {
    return;
  }
  step.change({ busy: { ...busy, [id]: name } });
  step.forget(id);
  step.run("render");
  step.run("post-action", { id, name, fields });
}

/** Whoever has pressed wants to see what has come of it: that moves the list, held or not. */
export function acted(step, { id, name, question }) {
  free(step, id);
  const { questions, ownQuestions, changes } = step.state;
  const isGone = FULL.has(name);
  const isOwn = ownQuestions.some((each) => each.id === id);
  step.change({
    changes: changes + 1,
    questions: isGone ? without(questions, id) : withQuestion(questions, question),
  });
  if (isOwn) {
    step.change({
      ownQuestions: isGone ? without(ownQuestions, id) : withQuestion(ownQuestions, question),
    });
  }
  step.change({ shown: step.state.questions });
  step.run("close-editor", { id });
  step.run("render");
  step.say(SAID[name] ?? "done");
  if (isGone) {
    step.describe();
  }
}

export function actFailed(step, { id, error }) {
  free(step, id);
  refused(step, id, error);
}

function refused(step, about, error) {
  step.fail(about, error);
  if (OUTDATED.has(error.code)) {
    step.describe();
  }
}

function free(step, id) {
  const { [id]: _, ...busy } = step.state.busy;
  step.change({ busy });
}
