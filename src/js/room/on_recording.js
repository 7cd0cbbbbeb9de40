// Recordings and live streams that hosts begin and stop from here. That there is one, the video server
// says alone, whoever has asked for it. `mode` is Jitsi's word: `file` or `stream`.

import { actFailed } from "./on_ending.js";

const ANSWER = 45; // seconds in which the video server says what has become of it
const SETTLING = 1; // and in which it says that there is a recording already
const SPREAD = 4; // over which the pages of several hosts begin by themselves

/** What is said to everybody in the room: keys of TEXTS. */
const SAID = {
  file: { on: "recordingOn", off: "recordingOff" },
  stream: { on: "streamOn", off: "streamOff" },
};

/** Why the video server has not done it, by its own code: keys of TEXTS. */
export const FAILURES = {
  busy: "recorderBusy",
  error: "recorderFailed",
  "policy-violation": "recorderPolicy",
  "resource-constraint": "recorderFull",
  "service-unavailable": "recorderMissing",
  "unexpected-request": "recorderUnexpected",
};

const NOTICES = [...Object.values(FAILURES), "recorderLate", "recorderBroke"];

/** Whether the video server takes orders of this page: of moderators, in what is live. */
export function isRecorder({ name, info, isApart, roles, participantId }) {
  const isModerator = roles[participantId] === "moderator";
  return name === "joined" && !isApart && Boolean(info.is_active) && isModerator;
}

/** What the video server says. As a page loads, it says that there is none, and of what kind, not. */
export function recordingChanged(step, { mode, on, error, chance }) {
  if (!Object.hasOwn(SAID, mode)) {
    return; // such as one in a browser, which is that person's own
  }
  const { recorded, asked } = step.state;
  const { [mode]: wanted, ...others } = asked;
  const wasOn = Boolean(recorded[mode]);
  // Of an order that is refused: what there was before goes on.
  const isOn = error && wanted === true ? wasOn : on === true;
  step.stopTimer(`recorder-${mode}`);
  step.change({ asked: others, recorded: { ...recorded, [mode]: isOn } });
  if (isOn !== wasOn) {
    step.run("say", { key: SAID[mode][isOn ? "on" : "off"] });
    step.removeNotice(...NOTICES);
  }
  if (error && step.role === "host") {
    noticeFailure(step, error, { wasAsked: wanted !== undefined, wasOn });
  }
  if (mode === "file" && isOn) {
    noteRecording(step);
  }
  step.run("render");
  recordByItself(step, chance);
}

function noticeFailure(step, error, { wasAsked, wasOn }) {
  if (wasAsked) {
    step.notice(Object.hasOwn(FAILURES, error) ? FAILURES[error] : FAILURES.error);
  } else if (wasOn) {
    step.notice("recorderBroke");
  }
}

/** This host begins (`on`) or stops. */
export function askRecorder(step, { mode, on }) {
  const { asked, recorded } = step.state;
  if (!isRecorder(step.state) || mode in asked || Boolean(recorded[mode]) === on) {
    return;
  }
  step.change({ asked: { ...asked, [mode]: on }, question: null, problem: null });
  step.removeNotice(...NOTICES);
  step.startTimer(`recorder-${mode}`, ANSWER, { type: "recorder-late", mode });
  step.run("order-recorder", { mode, on });
  step.run("render");
  step.run("say", { key: on ? "recorderBegins" : "recorderStops" });
}

/** It may still come: what it says then counts. */
export function recorderLate(step, { mode }) {
  withdraw(step, mode);
  step.notice("recorderLate");
}

/** The site does not say where to. */
export function recorderFailed(step, event) {
  if (event.mode in step.state.asked) {
    withdraw(step, event.mode);
    actFailed(step, event);
  }
}

function withdraw(step, mode) {
  const { [mode]: _, ...asked } = step.state.asked;
  step.stopTimer(`recorder-${mode}`);
  step.change({ asked });
  step.run("render");
}

// By itself

/** In a moment, if a recording is to begin by itself and has not. */
export function recordByItself(step, chance = 0) {
  if (begins(step.state) && !step.state.isAboutToRecord) {
    step.change({ isAboutToRecord: true });
    step.startTimer("record", SETTLING + chance * SPREAD, { type: "record-due" });
  }
}

function begins(state) {
  const { info, recorded, asked } = state;
  return isRecorder(state) && info.records_automatically && !recorded.file && !("file" in asked);
}

/** The site knows whether another page has begun. */
export function recordDue(step) {
  step.change({ isAboutToRecord: false });
  if (begins(step.state)) {
    step.run("note-recording");
  }
}

/** No page begins by itself any more, whoever has begun. */
function noteRecording(step) {
  if (isRecorder(step.state) && step.state.info.records_automatically) {
    step.run("note-recording");
  }
}

/** `isFirst`: no page was before this one. */
export function recordingNoted(step, { isFirst }) {
  const mayBegin = begins(step.state);
  step.change({ info: { ...step.state.info, records_automatically: false } });
  if (isFirst && mayBegin) {
    askRecorder(step, { mode: "file", on: true });
  }
}
