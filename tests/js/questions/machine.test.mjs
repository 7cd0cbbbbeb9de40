// The machine of the questions: a state and an event, and what comes of them.

import assert from "node:assert/strict";
import { test } from "node:test";

import { EVENTS, INITIAL, transition } from "../../../src/js/questions/machine.js";
import { after, answer, ids, only, question, ready, types } from "./questions.mjs";

const network = { code: "network", message: "" };
const a = question("a", { votes: 3 });
const b = question("b", { votes: 1 });
const list = (questions, version = "2") => ({
  type: "listed",
  answer: { version, poll_after: 7, questions },
});

// The site

test("a page begins with what stands in it, and asks again after as long as the site says", () => {
  const [state, effects] = after([
    { type: "begin" },
    { type: "described", answer: answer([b, a]) },
  ]);
  assert.equal(state.name, "ready");
  assert.equal(ids(state.shown), "a b");
  assert.deepEqual(only(effects, "schedule-poll"), [{ type: "schedule-poll", seconds: 5 }]);
  assert.deepEqual(only(effects, "announce"), []);
});

test("the list is asked for by the key, and in full where there is none", () => {
  const poll = (state) => after([{ type: "poll-due" }], state)[1];
  assert.deepEqual(poll(ready([a])), [{ type: "poll", key: "key" }]);
  assert.deepEqual(types(poll(ready([a], { key: null }))), ["describe"]);
  assert.deepEqual(poll({ ...ready([], { key: null }), isDescribing: true }), []);
});

for (const code of ["key_expired", "not_authenticated"]) {
  test(`after ${code} the page asks as the person it is for, and says nothing`, () => {
    const error = { code, message: "" };
    const [state, effects] = after([{ type: "list-failed", error }], ready([a]));
    assert.deepEqual(types(effects), ["describe"]);
    assert.equal(state.key, null);
    assert.equal(state.problem, null);
  });
}

test("an unchanged list is not drawn again", () => {
  const [state, effects] = after([{ type: "listed", answer: null }], ready([a]));
  assert.deepEqual(types(effects), ["schedule-poll"]);
  assert.equal(ids(state.shown), "a");
});

test("each failure doubles the pause, up to two minutes, and a success ends that", () => {
  let state = ready([a]);
  const pauses = [];
  for (let count = 0; count < 8; count++) {
    const [next, effects] = after([{ type: "list-failed", error: network }], state);
    pauses.push(only(effects, "schedule-poll")[0].seconds);
    state = next;
  }
  assert.deepEqual(pauses, [2, 4, 8, 16, 32, 64, 120, 120]);
  const [back, effects] = after([{ type: "listed", answer: null }], state);
  assert.deepEqual([back.failures, back.problem], [0, null]);
  assert.deepEqual(types(effects), ["render", "schedule-poll"]);
});

test("the site's own Retry-After is waited for", () => {
  const error = { ...network, retryAfter: 300 };
  const [, effects] = after([{ type: "list-failed", error }], ready([a]));
  assert.equal(only(effects, "schedule-poll")[0].seconds, 300);
});

for (const [error, name] of [
  [{ code: "not_authenticated", message: "" }, "logged-out"],
  [{ code: "not_registered", message: "No" }, "refused"],
  [{ code: "unexpected", status: 404, message: "" }, "refused"],
]) {
  test(`after ${error.code} ${error.status ?? ""} the page is ${name}, keeps its list, and looks again`, () => {
    const [state, effects] = after([{ type: "describe-failed", error }], ready([a]));
    assert.equal(state.name, name);
    assert.equal(ids(state.shown), "a");
    assert.equal(only(effects, "schedule-poll")[0].seconds, 60);
  });
}

test("a failure of the site at the beginning is tried again soon", () => {
  const failed = { type: "describe-failed", error: network };
  const [state, effects] = after([{ type: "begin" }, failed]);
  assert.equal(state.name, "loading");
  assert.equal(only(effects, "schedule-poll")[0].seconds, 2);
  assert.deepEqual(only(effects, "dispatch")[0].detail, { ...network, about: "list" });
});

test("a tab that is not seen asks nothing, and at once when it is looked at", () => {
  const hidden = { isHidden: true };
  const [state, effects] = after([{ type: "poll-due", ...hidden }], ready([a]));
  assert.deepEqual(effects, []);
  const [, shown] = after([{ type: "visibility" }], state);
  assert.deepEqual(types(shown), ["listen", "poll-soon"]);
  const [, still] = after([{ type: "visibility" }], ready([a]));
  assert.deepEqual(types(still), ["listen"]);
});

test("the stream is listened to while the tab is seen", () => {
  const url = "/stream/";
  const listening = (isHidden) =>
    after([{ type: "visibility", isHidden }], ready([a], { stream_url: url }))[1][0].url;
  assert.deepEqual([listening(false), listening(true)], [url, ""]);
  const described = { type: "described", answer: answer([], { stream_url: url }) };
  const opened = (isHidden) => only(after([{ ...described, isHidden }])[1], "listen")[0].url;
  assert.deepEqual([opened(false), opened(true)], [url, ""]);
});

test("a tab that is looked at while it loads asks nothing more", () => {
  assert.deepEqual(after([{ type: "begin" }, { type: "visibility" }])[1], []);
  assert.deepEqual(after([{ type: "visibility" }])[1], []);
});

test("the stream brings the list, or says that there is another one", () => {
  const [state] = after([{ type: "pushed", answer: list([b]).answer }], ready([a]));
  assert.equal(ids(state.shown), "b");
  const push = (pushed) => types(after([{ type: "pushed", answer: pushed }], ready([a]))[1]);
  assert.deepEqual(push({ version: "2" }), ["poll-soon"]);
  assert.deepEqual(push({ version: "1" }), []);
});

test("what is pushed while a vote is on its way is asked for later", () => {
  const [state] = after([{ type: "vote", id: "a", isOn: true }], ready([a]));
  const [pushed, effects] = after([{ type: "pushed", answer: list([b]).answer }], state);
  assert.deepEqual(types(effects), ["poll-soon"]);
  assert.equal(ids(pushed.shown), "a");
});

test("when the network is back, a page that has missed something asks at once", () => {
  const [failed] = after([{ type: "list-failed", error: network }], ready([a]));
  assert.deepEqual(types(after([{ type: "online" }], failed)[1]), ["poll-soon"]);
  assert.deepEqual(after([{ type: "online" }], ready([a]))[1], []);
});

test("a page that goes away stops everything, and begins again", () => {
  const [state, effects] = after([{ type: "stop" }], ready([a]));
  assert.deepEqual(types(effects), ["stop-poll", "listen", "stop-timers"]);
  const [again] = after([{ type: "begin" }], state);
  assert.equal(ids(again.shown), "a");
  assert.equal(again.visit, 3);
});

test("about another event nothing of the first one is left", () => {
  const [state] = after([{ type: "begin", isNew: true }], ready([a]));
  assert.deepEqual(state.shown, []);
  assert.deepEqual(state.info, {});
});

test("answers from before a change of this page are asked for again", () => {
  const old = { ...list([]), isOld: true };
  const [state, effects] = after([old], ready([a]));
  assert.equal(ids(state.shown), "a");
  assert.deepEqual(effects, [{ type: "schedule-poll", seconds: 1 }]);
  const described = { type: "described", answer: answer([]), isOld: true };
  assert.deepEqual(types(after([described], ready([a]))[1]), ["describe"]);
});

test("where something of one's own has gone, the page asks what has become of it", () => {
  const voted = ready([a, b], { own: { votes: ["a"], questions: [] } });
  const [state, effects] = after([list([b])], voted);
  assert.deepEqual(only(effects, "describe"), [{ type: "describe" }]);
  assert.deepEqual(only(after([list([b], "3")], state)[1], "describe"), []); // once
  assert.deepEqual(only(after([list([a])], voted)[1], "describe"), []); // not one's own
});

test("an own question that was approved is no longer waiting", () => {
  const own = { votes: [], questions: [question("mine", { state: "waiting" })] };
  const [state] = after([list([question("mine")])], ready([], { own }));
  assert.equal(state.ownQuestions[0].state, "open");
});

test("a page that listens is told of each new version, once", () => {
  const changes = (state, event) => only(after([event], state)[1], "dispatch");
  const state = ready([a]);
  const expected = { name: "change", detail: { version: "2", count: 1 } };
  assert.deepEqual(changes(state, list([b])), [{ type: "dispatch", ...expected }]);
  assert.deepEqual(changes(state, list([a], "1")), []);
  const described = { type: "described", answer: answer([b], { version: "3" }) };
  assert.equal(changes(state, described)[0].detail.version, "3");
});

test("rubbish in place of lists is none", () => {
  const [state] = after([{ type: "described", answer: { questions: 1, own: null } }]);
  assert.deepEqual([state.shown, state.ownVotes, state.ownQuestions], [[], [], []]);
});

// Attention

test("a list that is held stays as it is, but counts, until it is left or asked for", () => {
  const [held] = after([{ type: "hold", isHeld: true }], ready([a, b]));
  const now = [question("new", { votes: 9 }), question("b", { votes: 5 }), a];
  const [state] = after([list(now)], held);
  assert.equal(ids(state.shown), "a b");
  assert.equal(state.shown[1].votes, 5);
  assert.equal(ids(after([{ type: "hold", isHeld: false }], state)[0].shown), "new b a");
  assert.equal(ids(after([{ type: "show-changes" }], state)[0].shown), "new b a");
  assert.deepEqual(after([{ type: "hold", isHeld: true }], state)[1], []);
});

test("a held list keeps what has gone", () => {
  const [held] = after([{ type: "hold", isHeld: true }], ready([a, b]));
  assert.equal(ids(after([list([b])], held)[0].shown), "a b");
});

test("new questions are said once each ten seconds at most", () => {
  const [first, effects] = after([list([a, b])], ready([a]));
  const news = { questions: 1, waiting: 0, answers: 0 };
  assert.deepEqual(only(effects, "announce"), [{ type: "announce", news }]);
  const [timer] = only(effects, "start-timer");
  assert.deepEqual([timer.name, timer.seconds], ["quiet", 10]);
  const more = [list([a, b, question("c")], "3"), list([a, b, question("c"), question("d")], "4")];
  const [second, silent] = after(more, first);
  assert.deepEqual(only(silent, "announce"), []);
  const [, said] = after([timer.event], second);
  assert.equal(only(said, "announce")[0].news.questions, 2);
});

test("nothing is said while somebody types", () => {
  const [typing, started] = after([{ type: "typing" }], ready([a]));
  assert.equal(only(started, "start-timer")[0].name, "typing");
  const [state, effects] = after([list([a, b])], typing);
  assert.deepEqual(only(effects, "announce"), []);
  const [, said] = after([{ type: "typing-over" }], state);
  assert.equal(only(said, "announce").length, 1);
});

test("where nothing has happened, nothing is said", () => {
  assert.deepEqual(after([{ type: "quiet-over" }], ready([a]))[1], []);
});

// Asking

const mine = question("mine", { state: "waiting" });
const askIt = { type: "ask", text: "Why?", anonymous: true };

test("a question is sent once, however often the button is pressed", () => {
  const [state, effects] = after([askIt], ready([]));
  const sent = { type: "post-question", text: "Why?", anonymous: true };
  assert.deepEqual(only(effects, "post-question"), [sent]);
  assert.deepEqual(after([askIt], state)[1], []);
});

test("what was written goes when the site has it", () => {
  const [state, effects] = after([askIt, { type: "asked", question: mine }], ready([]));
  assert.deepEqual(types(effects), ["clear-draft", "render", "say"]);
  assert.equal(effects[2].key, "askedWaiting");
  assert.deepEqual([ids(state.shown), ids(state.ownQuestions)], ["", "mine"]);
});

test("a question that needs no approval is in the list at once, also where that is held", () => {
  const held = { type: "hold", isHeld: true };
  const asked = { type: "asked", question: question("mine") };
  const [state, effects] = after([held, askIt, asked], ready([a]));
  assert.equal(ids(state.shown), "a mine");
  assert.equal(only(effects, "say")[0].key, "asked");
});

test("moderators see their own question wait among the others", () => {
  const asked = { type: "asked", question: mine };
  const [state] = after([askIt, asked], ready([], { may_moderate: true }));
  assert.equal(ids(state.shown), "mine");
});

test("a refused question stays where it was written, until somebody types on", () => {
  const error = { code: "too_many_questions", message: "Wait a minute." };
  const [state, effects] = after([askIt, { type: "ask-failed", error }], ready([]));
  assert.deepEqual(only(effects, "clear-draft"), []);
  assert.deepEqual(state.problem, { about: "ask", ...error });
  assert.ok(!state.isAsking);
  assert.equal(after([{ type: "typing" }], state)[0].problem, null);
});

// Votes

const vote = { type: "vote", id: "a", isOn: true };
const unvote = { ...vote, isOn: false };

test("a vote counts at once", () => {
  const [state, effects] = after([vote], ready([a]));
  assert.deepEqual([state.shown[0].votes, state.ownVotes], [4, ["a"]]);
  assert.deepEqual(types(effects), ["post-vote", "render"]);
  assert.deepEqual(after([vote], state)[1], []);
});

test("a vote that the site refuses is taken back, and the reason is at the question", () => {
  const [state] = after([vote, { type: "vote-failed", id: "a", error: network }], ready([a]));
  assert.deepEqual([state.shown[0].votes, state.ownVotes], [3, []]);
  assert.equal(state.problem.about, "a");
});

test("who presses twice while a vote is on its way ends where the button is", () => {
  const [state, effects] = after([vote, unvote], ready([a]));
  assert.deepEqual(only(effects, "post-vote"), []);
  const [, sent] = after([{ type: "voted", id: "a" }], state);
  assert.deepEqual(sent, [{ type: "post-vote", id: "a", isOn: false }]);
});

test("after a vote the list is asked for when it is sure to have it", () => {
  const [state, effects] = after([vote, { type: "voted", id: "a" }], ready([a]));
  assert.deepEqual(effects, [{ type: "schedule-poll", seconds: 5 }]);
  assert.deepEqual(state.sentVotes, {});
});

test("a refused vote that was taken back meanwhile leaves nothing to take back", () => {
  const failed = { type: "vote-failed", id: "a", error: network };
  const [state] = after([vote, unvote, failed], ready([a]));
  assert.deepEqual([state.shown[0].votes, state.ownVotes], [3, []]);
});

test("while a vote is on its way the list is not asked for", () => {
  const [state] = after([vote], ready([a]));
  const [, effects] = after([{ type: "poll-due" }], state);
  assert.deepEqual(effects, [{ type: "schedule-poll", seconds: 1 }]);
});

test("votes never fall below none", () => {
  const own = { votes: ["c"], questions: [] };
  const [state] = after([{ type: "vote", id: "c", isOn: false }], ready([question("c")], { own }));
  assert.equal(state.shown[0].votes, 0);
});

// What hosts do

const dismiss = { type: "act", id: "a", name: "dismiss" };

test("an action is sent once, and its result shown also in a held list", () => {
  const held = { type: "hold", isHeld: true };
  const [state, effects] = after([held, dismiss], ready([a, b]));
  const sent = { type: "post-action", id: "a", name: "dismiss", fields: {} };
  assert.deepEqual(only(effects, "post-action"), [sent]);
  assert.deepEqual(after([dismiss], state)[1], []);
  const acted = { ...dismiss, type: "acted", question: { ...a, state: "dismissed" } };
  const [done, shown] = after([acted], state);
  assert.equal(done.shown.find(({ id }) => id === "a").state, "dismissed");
  assert.deepEqual(types(shown), ["close-editor", "render", "say"]);
  assert.deepEqual(done.busy, {});
});

test("an action that fails leaves everything as it was, and says so at the question", () => {
  const failed = { type: "act-failed", id: "a", error: network };
  const [state, effects] = after([dismiss, failed], ready([a]));
  assert.deepEqual([state.busy, state.problem.about], [{}, "a"]);
  assert.deepEqual(only(effects, "close-editor"), []);
});

test("whoever was too late has the list of now", () => {
  const error = { code: "question_changed", message: "Look at it." };
  const failed = { type: "act-failed", id: "a", error };
  const [state, effects] = after([dismiss, failed], ready([a]));
  assert.equal(state.problem.message, "Look at it.");
  assert.deepEqual(only(effects, "describe"), [{ type: "describe" }]);
});

test("after a merge the page asks which votes count where", () => {
  const acted = { type: "acted", id: "a", name: "merge", question: b };
  const [state, effects] = after([acted], ready([a, b]));
  assert.equal(ids(state.shown), "b");
  assert.equal(only(effects, "describe").length, 1);
});

test("an own question that is withdrawn is gone, one that is changed is so in both lists", () => {
  const own = { votes: [], questions: [a] };
  const withdrawn = { type: "acted", id: "a", name: "withdraw", question: {} };
  const [state, effects] = after([withdrawn], ready([a], { own }));
  assert.deepEqual([state.shown, state.ownQuestions], [[], []]);
  assert.equal(only(effects, "say")[0].key, "withdrawn");
  const pinned = { type: "acted", id: "a", name: "pin", question: { ...a, is_pinned: true } };
  assert.ok(after([pinned], ready([a], { own }))[0].ownQuestions[0].is_pinned);
});

// All

test("no event changes the state that it was given", () => {
  for (const type of EVENTS) {
    const event = { type, isHidden: false, id: "a", isOn: true, question: a, error: network };
    const state = Object.freeze(structuredClone({ ...ready([a]), ...INITIAL, name: "ready" }));
    const before = JSON.stringify(state);
    transition(state, { answer: answer([a]), ...event });
    assert.equal(JSON.stringify(state), before);
  }
});
