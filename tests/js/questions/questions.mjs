// Questions and answers of the site, for the tests.

import { INITIAL, transition } from "../../../src/js/questions/machine.js";

/** A question as the site sends it. */
export function question(id, values = {}) {
  return {
    id,
    text: `Question ${id}?`,
    asked_by: "Sara",
    asked_at: "2030-01-01T10:00:00+00:00",
    votes: 0,
    state: "open",
    is_pinned: false,
    answer: "",
    is_answered_live: false,
    answered_at: null,
    merged: 0,
    ...values,
  };
}

/** What the site answers in full. */
export function answer(questions, values = {}) {
  return {
    version: "1",
    key: "key",
    poll_after: 5,
    stream_url: null,
    may_ask: true,
    may_moderate: false,
    may_answer: false,
    needs_approval: false,
    names: "choice",
    max_length: 500,
    questions,
    own: { votes: [], questions: [] },
    ...values,
  };
}

/** The state after these events, and the effects of the last one. */
export function after(events, state = INITIAL) {
  let found = [state, []];
  for (const event of events) {
    found = transition(Object.freeze(found[0]), { isHidden: false, ...event });
  }
  return found;
}

/** A page that has this list. */
export function ready(questions, values = {}) {
  const described = { type: "described", answer: answer(questions, values) };
  return after([{ type: "begin" }, described])[0];
}

export const types = (effects) => effects.map(({ type }) => type);
export const only = (effects, type) => effects.filter((each) => each.type === type);
export const ids = (questions) => questions.map(({ id }) => id).join(" ");
