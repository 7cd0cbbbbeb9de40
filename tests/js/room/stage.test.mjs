// The stage: what a host's page has the frame do, and in which order hands are.

import assert from "node:assert/strict";
import { test } from "node:test";

import { transition } from "../../../src/js/room/machine.js";
import { screenOf } from "../../../src/js/room/screen.js";
import { barActions, notesOf } from "../../../src/js/room/screens.js";
import {
  approvalsOf,
  enforcementOf,
  NO_STAGE,
  queueOf,
  thanksTo,
} from "../../../src/js/room/stage.js";
import { INITIAL } from "../../../src/js/room/step.js";
import { givenState, summary } from "./effects.mjs";

const BOTH = { audio: true, video: true };
const turn = (participant, state, more = {}) => ({
  participant,
  display_name: `P${participant}`,
  state,
  camera: false,
  raised_at: `2027-01-01T10:00:${String(participant).padStart(2, "0")}Z`,
  endpoints: [`e${participant}`],
  ...more,
});
const inBrief = ({ name, values }) => [name, ...values].join(" ");
const plan = (known) => {
  const given = {
    turns: [],
    speakers: [],
    guests: {},
    moderation: BOTH,
    approved: [],
    owners: {},
    ...known,
  };
  const { commands, approved, owners } = approvalsOf(given);
  return { commands: commands.map(inBrief), approved, ...("owners" in known && { owners }) };
};

// Who may unmute

test("invited people and speakers may unmute, and those with a hand may not yet", () => {
  const turns = [turn(1, "raised"), turn(2, "invited"), turn(3, "speaking", { camera: true })];
  const speakers = [{ participant: "9", endpoints: ["e9"] }];
  assert.deepEqual(plan({ turns, speakers }).commands, [
    "askToUnmute e2",
    "askToUnmute e3",
    "approveVideo e3",
    "askToUnmute e9",
    "approveVideo e9",
  ]);
});

test("nobody is asked to unmute where nothing is moderated", () => {
  const turns = [turn(2, "invited", { camera: true })];
  assert.deepEqual(plan({ turns, moderation: {} }), { commands: [], approved: [] });
  assert.deepEqual(plan({ turns, moderation: { audio: true } }).commands, ["askToUnmute e2"]);
});

test("nobody is asked twice, and a new browser of the same person is asked", () => {
  const turns = [turn(2, "speaking")];
  const { approved } = plan({ turns });
  assert.deepEqual(plan({ turns, approved }), { commands: [], approved: ["e2 audio"] });
  const reloaded = [turn(2, "speaking", { endpoints: ["e2", "new"] })];
  assert.deepEqual(plan({ turns: reloaded, approved }).commands, ["askToUnmute new"]);
});

test("who has left the stage may not unmute any more", () => {
  const approved = ["e2 audio", "e2 video"];
  assert.deepEqual(plan({ approved }), {
    commands: ["rejectParticipant e2 audio", "rejectParticipant e2 video"],
    approved: [],
  });
});

test("a browser that the site loses sight of stays on stage with its owner", () => {
  const unseen = [turn(2, "speaking", { endpoints: [] })];
  const known = { approved: ["e2 audio"], owners: { e2: 2 } };
  assert.deepEqual(plan({ turns: unseen, ...known }), { commands: [], ...known });
  assert.deepEqual(plan(known).commands, ["rejectParticipant e2 audio"]);
});

test("who is invited without the site stays invited", () => {
  const { commands, approved } = plan({ guests: { x: true } });
  assert.deepEqual(commands, ["askToUnmute x", "approveVideo x"]);
  assert.deepEqual(plan({ guests: { x: true }, approved }).commands, []);
});

test("thanks take the turn back, and mute on all devices", () => {
  assert.deepEqual(thanksTo(["a"]).map(inBrief), [
    "rejectParticipant a audio",
    "rejectParticipant a video",
    "muteRemoteParticipant a audio",
    "muteRemoteParticipant a video",
  ]);
});

test("a picture is enforced only where the screen is moderated too", () => {
  assert.deepEqual(enforcementOf({}), { audio: "off", video: "off" });
  assert.deepEqual(enforcementOf(BOTH), { audio: "enforced", video: "asked" });
  assert.deepEqual(enforcementOf({ ...BOTH, desktop: true }).video, "enforced");
  assert.deepEqual(enforcementOf({ desktop: true }).video, "off");
});

// The queue

const queue = (known) =>
  queueOf({ turns: [], hands: {}, ignored: [], guests: {}, people: [], own: "me", ...known });
const names = (rows) => rows.map(({ display_name }) => display_name);

test("hands are in the order of time, those of the site first", () => {
  const turns = [turn(3, "raised"), turn(1, "raised"), turn(2, "speaking")];
  const hands = { late: { at: 9, name: "Late" }, early: { at: 5, name: "Early" } };
  const { waiting, onStage } = queue({ turns, hands });
  assert.deepEqual(names(waiting), ["P1", "P3", "Early", "Late"]);
  assert.deepEqual(names(onStage), ["P2"]);
});

test("a hand whose owner the site lists, one's own and one put aside are not there again", () => {
  const raised = { at: 1, name: "X" };
  const hands = { e1: raised, me: raised, aside: raised };
  const { waiting } = queue({ turns: [turn(1, "raised")], hands, ignored: ["aside"] });
  assert.deepEqual(names(waiting), ["P1"]);
});

test("names are those of the list of people, else those of the frame", () => {
  const hands = {
    a: { at: 1, name: "frame" },
    b: { at: 2, name: "speaker" },
    c: { at: 3, name: "C" },
  };
  const people = [
    { participant: "1", display_name: "Anna", role: "attendee", endpoints: ["a"] },
    { participant: "2", display_name: "Bea", role: "speaker", endpoints: ["b"] },
    { display_name: "without endpoints" },
  ];
  const { waiting } = queue({ hands, people });
  assert.deepEqual(names(waiting), ["Anna", "Bea", "C"]);
  assert.deepEqual(
    waiting.map(({ participant }) => participant),
    ["1", undefined, undefined],
  );
});

test("a hundred hands stay in order", () => {
  const turns = Array.from({ length: 100 }, (_, n) =>
    turn(n, "raised", { raised_at: new Date(1e12 + ((n * 37) % 100) * 1000).toISOString() }),
  );
  const { waiting } = queue({ turns });
  assert.equal(waiting.length, 100);
  assert.deepEqual(
    [...waiting].sort((one, two) => one.at - two.at),
    waiting,
  );
});

test("a time that is none does not keep a hand away", () => {
  assert.equal(queue({ turns: [turn(1, "raised", { raised_at: "soon" })] }).waiting.length, 1);
});

// The machine

const HOST = {
  is_authenticated: true,
  role: "host",
  is_active: true,
  state: "live",
  poll_after: 15,
  stage: "moderated",
  turns: [],
};
const ATTENDEE = { ...HOST, role: "attendee", turn: null, turns: null };
const BUTTONS = { audience: ["chat"], stage: ["microphone"], first: "audience" };
const inside = (info, stage = {}, more = {}) =>
  givenState(INITIAL, "joined", { info, stage: { ...NO_STAGE, ...stage }, ...more });
const host = (stage, info = {}, role = "moderator") =>
  inside({ ...HOST, ...info }, stage, { roles: { me: role } });
const attendee = (info = {}, stage = {}, more = {}) =>
  inside(
    { ...ATTENDEE, ...info },
    { toolbar: "audience", ...stage },
    { buttons: BUTTONS, ...more },
  );

/** The state after these events, and what was done, commands in words. */
function play(state, ...events) {
  const done = [];
  let now = state;
  for (const event of events) {
    const [after, effects] = transition(now, { now: 0, chance: 0.5, letsIn: true, ...event });
    now = after;
    done.push(...effects.filter(({ type }) => type !== "render").flatMap(inWords));
  }
  return { state: now, done };
}
const inWords = (effect) => {
  if (effect.type === "command-frame") {
    return effect.commands.map(inBrief);
  }
  const { media, on, hand } = effect;
  const more = {
    "turn-media": `${media} ${on}`,
    "order-moderation": `${media} ${on}`,
    "post-hand": hand,
  };
  const added = more[effect.type];
  return [added ? `${effect.type} ${added}` : summary(effect)];
};
const poll = (info, status = {}) => ({
  type: "status",
  isFull: true,
  status: { ...info, ...status },
});
const only = (done, pattern) => done.filter((each) => pattern.test(each));

test("a host's page waits for the role, and begins once", () => {
  const role = { type: "role-changed", id: "me", role: "moderator" };
  const joined = { type: "conference-joined", id: "me" };
  const { done, state } = play(host({}, {}, null), joined, poll(HOST), role, role, poll(HOST));
  assert.equal(only(done, /^ask-moderation/).length, 1);
  assert.equal(only(done, /^start-timer moderation/).length, 2); // of joining, and of the role
  assert.equal(state.stage.moderating, "asked");
});

test("speakers and hosts who are elsewhere have nothing moderated", () => {
  const role = { type: "role-changed", id: "me", role: "moderator" };
  for (const state of [
    host({}, { role: "speaker" }, null),
    host({}, { stage: "open" }, null),
    { ...host({}, {}, null), isApart: true },
  ]) {
    assert.deepEqual(only(play(state, role).done, /moderation/), []);
  }
});

test("in the backstage the room is moderated as well", () => {
  const state = host({}, { is_active: false, state: "backstage" });
  const told = play(state, { type: "role-changed", id: "me", role: "moderator" });
  assert.deepEqual(only(told.done, /^ask/), ["ask-moderation"]);
});

test("another host's page opens the stage, and this one does not close it", () => {
  const state = host({ moderating: "on", moderation: BOTH });
  const { done, state: after } = play(state, poll(HOST, { stage: "open", turns: null }));
  assert.deepEqual(only(done, /moderation/), [
    "stop-timer moderation",
    "order-moderation audio,video false",
  ]);
  assert.equal(after.stage.moderating, null);
  const off = { type: "moderation-changed", media: "audio", enabled: false };
  assert.deepEqual(play(after, off, { type: "moderation-due" }).done, []);
  assert.deepEqual(play(after, { type: "moderation-told", known: {} }).done, []);
  assert.deepEqual(play(after, { type: "moderate-again" }).done, []);
});

test("nothing is switched off that is not on", () => {
  const { done } = play(host({}), poll(HOST, { stage: "open", turns: null }));
  assert.deepEqual(only(done, /^order/), []);
});

test("moderation of one medium lets the page go on with what is moderated", () => {
  const state = host({ moderating: "ordered" }, { turns: [turn(2, "invited")] });
  const { done } = play(state, { type: "moderation-changed", media: "audio", enabled: true });
  assert.deepEqual(done, ["askToUnmute e2"]);
});

test("who may unmute is forgotten with the moderation", () => {
  const turns = [turn(1, "speaking", { camera: true, endpoints: ["a"] })];
  const state = host({ approved: ["a audio", "a video"], moderation: BOTH }, { turns });
  const off = { type: "moderation-changed", media: "audio", enabled: false };
  assert.deepEqual(play(state, off).state.stage.approved, ["a video"]);
});

test("a moderation that is lost in spite of all is said", () => {
  const off = { type: "moderation-changed", media: "audio", enabled: false };
  const told = { type: "moderation-told", known: { audio: false }, isLast: true };
  const { done, state } = play(host({ moderating: "on", moderation: BOTH }), off, told);
  assert.ok(done.includes("show-notice moderationOff"));
  assert.equal(state.stage.moderating, "off");
});

test("a moderation that has come meanwhile needs no look", () => {
  const state = host({ moderating: "on", moderation: BOTH });
  assert.deepEqual(play(state, { type: "moderation-due" }).done, []);
});

test("hands are said one sentence each five seconds", () => {
  const raise = (n) => ({ type: "hand-changed", id: `x${n}`, raised: n + 1, name: `N${n}` });
  const first = play(host({}), raise(0), raise(1), raise(2));
  assert.deepEqual(only(first.done, /^say/), ["say raisesHand"]);
  assert.equal(only(first.done, /^schedule-poll/).length, 1);
  const due = play(
    first.state,
    { type: "hands-due" },
    { type: "hands-due" },
    { type: "hands-due" },
  );
  assert.deepEqual(only(due.done, /^say/), ["say handsRaised"]);
  assert.equal(due.state.stage.isSaying, false);
});

test("a hand that goes down is out of the queue, and is said anew when it is up again", () => {
  const raise = { type: "hand-changed", id: "x", raised: 1, name: "N" };
  const { state } = play(host({}), raise, { ...raise, raised: 0 });
  assert.deepEqual(state.stage.hands, {});
  assert.deepEqual(state.stage.known, []);
});

test("lowering all puts the frame's hands aside until they are raised again", () => {
  const raise = { type: "hand-changed", id: "x", raised: 1, name: "N" };
  const lowered = play(host({}), raise, { type: "turns-told", turns: [], what: "lower" });
  assert.deepEqual(lowered.state.stage.ignored, ["x"]);
  const again = play(lowered.state, { ...raise, raised: 0 }, { ...raise, raised: 2 });
  assert.deepEqual(again.state.stage.ignored, []);
});

test("one hand of the frame is put aside, or thanked", () => {
  const row = { display_name: "N", endpoints: ["x"] };
  const state = host({ hands: { x: { at: 1, name: "N" } }, guests: { x: false } });
  const { done, state: after } = play(state, { type: "hand-answered", what: "thank", row });
  assert.deepEqual(after.stage.guests, {});
  assert.ok(done.includes("rejectParticipant x audio"));
  const lowered = play(state, { type: "hand-answered", what: "lower", row });
  assert.deepEqual(only(lowered.done, /^say (?:in|th)/), []);
});

test("who leaves the room has no hand in it", () => {
  const known = { hands: { x: { at: 1, name: "" } }, guests: { x: true }, approved: ["x audio"] };
  const { stage } = play(host(known), { type: "participants-changed", left: "x" }).state;
  assert.deepEqual([stage.hands, stage.guests, stage.approved], [{}, {}, []]);
});

test("hosts of an open stage have no queue", () => {
  const raise = { type: "hand-changed", id: "x", raised: 1, name: "N" };
  assert.deepEqual(play(host({}, { stage: "open", turns: null }), raise).done, []);
});

// The audience

test("an invitation is shown once, and goes with the turn", () => {
  const invited = poll(ATTENDEE, { turn: "invited", invited_by: "Helen" });
  const { state, done } = play(attendee(), invited, invited);
  assert.equal(state.question, "invited");
  assert.deepEqual(only(done, /^say/), ["say invited"]);
  assert.equal(play(state, poll(ATTENDEE)).state.question, null);
});

test("nobody is on air by an invitation, an approval or a reload alone", () => {
  const approved = { type: "approval-changed", id: "me", media: "audio", isApproved: true };
  const joined = { type: "conference-joined", id: "me" };
  const { done } = play(
    attendee({ turn: "speaking" }),
    joined,
    approved,
    poll(ATTENDEE, { turn: "speaking" }),
  );
  assert.deepEqual(only(done, /turn-media/), []);
  assert.ok(done.includes("say speakAgain"));
});

test("what was accepted is turned on as soon as the server opens it", () => {
  const taken = { type: "turn-taken", answer: { turn: "speaking" }, camera: true };
  const approve = (media) => ({ type: "approval-changed", id: "me", media, isApproved: true });
  const { state, done } = play(attendee({ turn: "invited" }, { moderation: BOTH }), taken);
  assert.deepEqual(only(done, /turn-media/), []);
  const on = play(state, approve("audio"), { type: "air-late" }, approve("video"));
  assert.deepEqual(only(on.done, /turn-media|notice/), [
    "turn-media audio true",
    "show-notice airLate",
    "remove-notice airLate",
    "turn-media video true",
  ]);
  assert.deepEqual(play(on.state, { type: "air-late" }).done, []);
});

test("others' approvals mean nothing to this page", () => {
  const other = { type: "approval-changed", id: "x", media: "audio", isApproved: true };
  assert.deepEqual(play(attendee(), other).done, []);
  const own = { ...other, id: "me" };
  assert.deepEqual(play(attendee({ role: "speaker" }), own).done, []);
});

test("a camera is taken back alone", () => {
  const gone = { type: "approval-changed", id: "me", media: "video", isApproved: false };
  const state = attendee({ turn: "speaking" }, { place: "turn", toolbar: "stage" });
  assert.deepEqual(play(state, gone).done, ["turn-media video false"]);
});

test("who was never on stage is thanked for nothing", () => {
  const gone = { type: "approval-changed", id: "me", media: "audio", isApproved: false };
  assert.deepEqual(play(attendee(), gone).done, []);
});

test("the turn that a host takes back at the site ends it", () => {
  const state = attendee({ turn: "speaking" }, { place: "turn", toolbar: "stage" });
  const { done, state: after } = play(state, poll(ATTENDEE));
  assert.ok(done.includes("turn-media audio,video false"));
  assert.ok(done.includes("overwriteConfig [object Object]"));
  assert.deepEqual([after.stage.place, after.stage.toolbar], [null, "audience"]);
  assert.ok(!done.includes("say stageModerated"));
});

test("a hand that a host has lowered goes down in the frame, and is not told again", () => {
  const state = attendee({ turn: "raised" }, { hasHand: true, isHandShown: true });
  const down = { type: "hand-changed", id: "me", raised: 0, name: "" };
  const { done } = play(state, poll(ATTENDEE), down);
  assert.deepEqual(only(done, /toggle|post/), ["toggleRaiseHand"]);
});

test("a hand is told once, whatever the frame repeats", () => {
  const up = { type: "hand-changed", id: "me", raised: 5, name: "" };
  const { done } = play(attendee(), up, up, { type: "hand-asked", raised: true });
  assert.deepEqual(only(done, /toggle|post/), ["post-hand raise"]);
  assert.deepEqual(play(attendee({ turn: "speaking" }), up).done, []);
});

test("until the site has answered, a poll does not take a hand down", () => {
  const up = { type: "hand-changed", id: "me", raised: 5, name: "" };
  const { state, done } = play(attendee(), up, poll(ATTENDEE));
  assert.deepEqual([state.info.turn, only(done, /toggle/)], ["raised", []]);
  const told = play(state, { type: "turn-told", turn: "raised" }).state;
  assert.deepEqual(only(play(told, poll(ATTENDEE)).done, /toggle/), ["toggleRaiseHand"]);
});

test("where the site has not taken a hand, the next poll takes it down", () => {
  const up = { type: "hand-changed", id: "me", raised: 5, name: "" };
  const { state, done } = play(attendee(), up, { type: "turn-untold" }, poll(ATTENDEE));
  assert.deepEqual([state.info.turn ?? null, only(done, /toggle/)], [null, ["toggleRaiseHand"]]);
});

test("of two words to the site, the answer to the last one counts", () => {
  const up = { type: "hand-changed", id: "me", raised: 5, name: "" };
  const { done } = play(
    attendee(),
    up,
    { ...up, raised: 0 },
    { type: "turn-told", turn: "raised" },
    poll(ATTENDEE, { turn: "raised" }),
    { type: "turn-told", turn: null },
  );
  assert.deepEqual(only(done, /toggle|post/), ["post-hand raise", "post-hand lower"]);
});

test("an invitation that was declined is not offered again by a poll from before", () => {
  const invited = poll(ATTENDEE, { turn: "invited", invited_by: "Helen" });
  const { state } = play(attendee(), invited, { type: "turn-declined" }, invited);
  assert.equal(state.question, null);
});

test("hands of an open stage and of the team are not told to the site", () => {
  const up = { type: "hand-changed", id: "me", raised: 5, name: "" };
  assert.deepEqual(play(attendee({ stage: "open" }), up).done, []);
  assert.deepEqual(
    play(attendee({ stage: "open" }), { type: "hand-asked", raised: true }).done,
    [],
  );
});

test("an audience hears of the moderation in one moment, and asks at different ones", () => {
  const on = { type: "moderation-changed", media: "audio", enabled: true };
  assert.deepEqual(play(attendee({ stage: "open" }), on, on).done, ["poll-in 5"]);
  assert.deepEqual(play(attendee(), on).done, []);
  assert.deepEqual(play(inside({ ...ATTENDEE, stage: undefined }), on).done, []);
});

test("pages of other front ends are given no toolbar that nobody has named", () => {
  const state = attendee({}, { toolbar: null });
  assert.deepEqual(only(play(state, poll(ATTENDEE, { stage: "open" })).done, /overwrite/), []);
});

test("the toolbar of a frame that has loaded anew is given again, without words", () => {
  const joined = { type: "conference-joined", id: "me" };
  const { done } = play(attendee(), { type: "conference-left" }, joined);
  assert.equal(only(done, /overwrite/).length, 1);
  assert.deepEqual(only(done, /^say/), []);
});

test("a grant brings the toolbars of the audience, and no others", () => {
  const grant = {
    role: "attendee",
    stage: "moderated",
    audience_buttons: ["a"],
    stage_buttons: ["b"],
  };
  const joining = givenState(INITIAL, "joining");
  const after = (more) => transition(joining, { type: "granted", grant: { ...grant, ...more } })[0];
  assert.deepEqual(after({}).buttons, { audience: ["a"], stage: ["b"] });
  assert.equal(after({}).stage.toolbar, "audience");
  assert.equal(after({ stage: "open" }).stage.toolbar, "stage");
  assert.equal(after({ role: "host" }).buttons, null);
  assert.equal(after({ stage_buttons: [] }).stage.toolbar, null);
});

// Viewers

test("viewers are told so, reported as such, and no role of theirs is compared", () => {
  const joined = { type: "conference-joined", id: "me", isViewer: true };
  const role = { type: "role-changed", id: "me", role: "moderator" };
  const state = givenState(INITIAL, "joining", { info: ATTENDEE });
  const [after, effects] = transition(state, joined);
  assert.equal(effects.find(({ type }) => type === "begin-stay").isViewer, true);
  assert.ok(effects.map(summary).includes("say viewer"));
  assert.deepEqual(play(after, role).done, []);
});

// What is shown

const element = { getAttribute: () => null };
globalThis.location = new URL("https://site.test/event/1/");
globalThis.document = { baseURI: globalThis.location.href };
const screen = (state, can = () => true) => screenOf(state, element, { hasVideo: true, can });
const STAGE = ["raise", "lower", "leaveStage", "moderateAgain", "moderate", "openStage"];
const buttons = (state, can) =>
  barActions(screen(state, can)).filter((each) => STAGE.includes(each));

test("hosts have the switch of the stage while it is live", () => {
  assert.deepEqual(buttons(host({})), ["openStage"]);
  assert.deepEqual(buttons(host({}, { stage: "open" })), ["moderate"]);
  assert.deepEqual(buttons(host({}, { is_active: false, state: "backstage" })), []);
  assert.deepEqual(buttons(host({ moderating: "failed" })), ["moderateAgain", "openStage"]);
  assert.deepEqual(
    buttons(host({}), () => false),
    [],
  );
});

test("the audience raises and lowers a hand, and leaves the stage", () => {
  assert.deepEqual(buttons(attendee()), ["raise"]);
  assert.deepEqual(buttons(attendee({ turn: "raised" })), ["lower"]);
  assert.deepEqual(buttons(attendee({ turn: "invited" })), []);
  assert.deepEqual(buttons(attendee({ turn: "speaking" }, { place: "turn" })), ["leaveStage"]);
  assert.deepEqual(buttons(attendee({}, { isViewer: true })), []);
  assert.deepEqual(buttons(attendee({ stage: "open" })), []);
});

test("everybody reads as who they are there", () => {
  const places = [
    attendee(),
    attendee({}, { place: "turn" }),
    attendee({}, { isViewer: true }),
    host({}),
  ];
  assert.deepEqual(
    places.map((state) => screen(state).place),
    ["audience", "speaker", "viewer", null],
  );
});

test("hosts read who enforces what, and of the chat too", () => {
  const words = (stage, info) => screen(host(stage, info)).enforcement;
  assert.deepEqual(words({ moderation: BOTH }), ["microphonesEnforced", "camerasAsked"]);
  assert.deepEqual(words({}, { stage: "open", chat: "off", enforces: { chat: true } }), [
    "chatOffEnforced",
  ]);
  assert.deepEqual(words({}, { stage: "open", chat: "team" }), ["chatTeamAsked"]);
  assert.deepEqual(screen(attendee()).enforcement, []);
});

test("the audience reads before joining that it listens, and who writes", () => {
  const waiting = (info) => notesOf(screen(givenState(INITIAL, "live", { info })));
  assert.deepEqual(waiting({ ...ATTENDEE, chat: "team" }), ["noteAudience", "noteChatTeam"]);
  assert.deepEqual(waiting({ ...ATTENDEE, chat: "off" }), ["noteAudience", "noteChatOff"]);
  assert.deepEqual(waiting({ ...ATTENDEE, stage: "open" }), ["noteAttendee"]);
  assert.deepEqual(waiting({ ...ATTENDEE, role: "speaker", chat: "off" }), ["noteTeam"]);
});

test("viewers are counted apart where the list says who they are", () => {
  const people = [
    { display_name: "A", is_present: true },
    { display_name: "B", is_present: true, is_viewer: true },
  ];
  const state = host({});
  const { present, viewers } = screen({ ...state, roster: { people }, isListOpen: true });
  assert.deepEqual([present, viewers], [1, 1]);
});
