// The list of questions, without a page.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  canWithdraw,
  changesBetween,
  inOrder,
  mergeTargets,
  newsBetween,
  questionsOf,
  sectionsOf,
  votesOf,
} from "../../../src/js/questions/list.js";
import { ids, question } from "./questions.mjs";

const at = (minute) => `2030-01-01T10:0${minute}:00+00:00`;

test("pinned questions come first, then those with most votes, then the oldest", () => {
  const questions = [
    question("young", { votes: 2, asked_at: at(5) }),
    question("old", { votes: 2, asked_at: at(1) }),
    question("loved", { votes: 9, asked_at: at(6) }),
    question("pinned", { is_pinned: true, asked_at: at(7) }),
  ];
  assert.equal(ids(inOrder(questions)), "pinned loved old young");
});

test("of answered questions the latest answer comes first, whatever the votes", () => {
  const answered = (id, minute, votes) =>
    question(id, { state: "answered", answered_at: at(minute), votes });
  const questions = [answered("first", 1, 9), answered("last", 4, 0), answered("second", 2, 5)];
  assert.equal(ids(inOrder(questions)), "last second first");
});

test("a moment that is none costs nothing but the order", () => {
  const questions = [question("b", { asked_at: "never" }), question("a", { asked_at: null })];
  assert.equal(ids(inOrder(questions)), "b a");
});

test("what is no question is left out", () => {
  assert.equal(ids(questionsOf([null, {}, { id: 1, text: "x" }, question("a")])), "a");
  assert.deepEqual(questionsOf("rubbish"), []);
  assert.equal(votesOf({ votes: "many" }), 0);
});

test("questions stand in the section of their state", () => {
  const shown = ["open", "waiting", "answered", "dismissed"].map((state) =>
    question(state, { state }),
  );
  const sections = sectionsOf(shown, []);
  for (const state of ["open", "waiting", "answered", "dismissed"]) {
    assert.equal(ids(sections[state]), state);
  }
});

test("own questions that nobody else sees stand apart, others in their place only", () => {
  const own = [
    question("mine", { state: "waiting" }),
    question("put aside", { state: "dismissed" }),
    question("open"),
    question("not there yet"),
  ];
  const sections = sectionsOf([question("open")], own);
  assert.equal(ids(sections.own), "mine put aside");
  assert.equal(ids(sections.open), "open");
});

test("questions are merged into others that everybody sees", () => {
  const shown = [question("a"), question("b"), question("c", { state: "waiting" })];
  assert.equal(ids(mergeTargets(shown, "a")), "b");
});

test("an own question can be withdrawn until others vote for it or it is answered", () => {
  assert.ok(canWithdraw(question("a", { votes: 1 }), true));
  assert.ok(canWithdraw(question("a", { state: "waiting" }), false));
  assert.ok(!canWithdraw(question("a", { votes: 1 }), false));
  assert.ok(!canWithdraw(question("a", { state: "answered" }), false));
  assert.ok(!canWithdraw(question("a", { merged: 1 }), false));
});

test("a list that is held says how many questions it lacks, and whether anything differs", () => {
  const shown = [question("a"), question("b")];
  assert.deepEqual(changesBetween(shown, shown), { added: 0, isSame: true });
  assert.deepEqual(changesBetween(shown, [...shown, question("c")]), { added: 1, isSame: false });
  assert.deepEqual(changesBetween(shown, [shown[1], shown[0]]), { added: 0, isSame: false });
});

test("news are new questions of others, those that wait, and answers", () => {
  const before = [question("a"), question("b")];
  const now = [
    question("a", { state: "answered" }),
    question("b"),
    question("c"),
    question("d", { state: "waiting" }),
    question("mine"),
    question("was answered at once", { state: "answered" }),
  ];
  const expected = { questions: 1, waiting: 1, answers: 1 };
  assert.deepEqual(newsBetween(before, now, ["mine"]), expected);
});
