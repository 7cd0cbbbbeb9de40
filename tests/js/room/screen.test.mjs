// Which buttons and words people see, by what the site says.

import assert from "node:assert/strict";
import { test } from "node:test";

import { entersMuted, isAsked, screenOf } from "../../../src/js/room/screen.js";
import {
  ACTIONS,
  barActions,
  notesOf,
  panelActions,
  possible,
  QUESTIONS,
  REASONS,
  SCREENS,
} from "../../../src/js/room/screens.js";
import { INITIAL } from "../../../src/js/room/step.js";
import { TEXTS } from "../../../src/js/room/texts.js";

globalThis.location = new URL("https://site.test/event/1/");
globalThis.document = { baseURI: globalThis.location.href };

const NOW = Date.UTC(2027, 0, 1);
const at = (seconds) => new Date(NOW + seconds * 1000).toISOString();

const element = (attributes = {}) => ({ getAttribute: (name) => attributes[name] ?? null });

/** What somebody sees; hosts may do everything that the site can be asked for. */
function see(name, info, { attributes, can = () => true, ...state } = {}) {
  const known = { role: "host", can_open_backstage: info.role !== "attendee", ...info };
  const options = { hasVideo: false, can, now: NOW };
  return screenOf({ ...INITIAL, name, info: known, ...state }, element(attributes), options);
}

/** The buttons of that state below its words. */
function buttons(name, info, more) {
  const screen = see(name, info, more);
  const view = { ...SCREENS[name], ...SCREENS[`${name} ${screen.role}`] };
  return panelActions(view.actions ?? [], screen);
}

const SCHEDULED = { state: "scheduled" };
const BACKSTAGE = { state: "backstage" };
const LIVE = { state: "live", is_active: true };
const ENDED = { state: "ended" };

// Before

test("hosts go live or open the backstage", () => {
  assert.deepEqual(buttons("waiting", SCHEDULED), ["goLive", "openBackstage"]);
});

test("hosts whose site or client knows no backstage go live", () => {
  assert.deepEqual(buttons("waiting", { ...SCHEDULED, can_open_backstage: false }), ["goLive"]);
  const can = (action) => action !== "backstage";
  assert.deepEqual(buttons("waiting", SCHEDULED, { can }), ["goLive"]);
});

test("before the time from which on hosts may go live they read so, and open the backstage", () => {
  const early = { ...SCHEDULED, opens_at: at(60) };
  assert.deepEqual(buttons("waiting", early), ["openBackstage"]);
  assert.equal(+see("waiting", early).opensAt, NOW + 60_000);
  const now = { ...SCHEDULED, opens_at: at(0) };
  assert.deepEqual(buttons("waiting", now), ["goLive", "openBackstage"]);
  assert.equal(see("waiting", now).opensAt, null);
});

test("attendees and speakers who wait have no button", () => {
  for (const role of ["attendee", "speaker"]) {
    assert.deepEqual(buttons("waiting", { ...SCHEDULED, role, can_open_backstage: false }), []);
  }
});

test("a speaker whom the policy lets opens the backstage", () => {
  const info = { ...SCHEDULED, role: "speaker", can_open_backstage: true };
  assert.deepEqual(buttons("waiting", info), ["openBackstage"]);
  assert.equal(note("waiting", info), "noteMuted,noteBackstage");
});

test("an open backstage is entered by the team, and taken live or closed by hosts", () => {
  assert.deepEqual(buttons("backstage", BACKSTAGE), ["enterBackstage", "goLive", "closeBackstage"]);
  assert.deepEqual(buttons("backstage", { ...BACKSTAGE, role: "speaker" }), ["enterBackstage"]);
  const early = { ...BACKSTAGE, opens_at: at(60) };
  assert.deepEqual(buttons("backstage", early), ["enterBackstage", "closeBackstage"]);
});

// Inside

test("in the backstage hosts go live, leave, or close it; speakers leave", () => {
  assert.deepEqual(barActions(see("joined", BACKSTAGE)), ["goLive", "leave", "closeBackstage"]);
  assert.deepEqual(barActions(see("joined", { ...BACKSTAGE, role: "speaker" })), ["leave"]);
  assert.deepEqual(barActions(see("joining", BACKSTAGE)), ["cancel", "closeBackstage"]);
});

test("in the live room hosts leave or end it", () => {
  assert.deepEqual(barActions(see("joined", LIVE)), ["leave", "end"]);
  assert.deepEqual(barActions(see("joined", { ...LIVE, role: "attendee" })), ["leave"]);
});

test("hosts see from ten minutes before on how long it goes on, and extend it", () => {
  const info = { ...LIVE, closes_at: at(600), can_extend: true };
  assert.deepEqual(barActions(see("joined", info)), ["extend", "leave", "end"]);
  assert.equal(+see("joined", info).closesAt, NOW + 600_000);
  const earlier = { ...info, closes_at: at(601) };
  assert.deepEqual(barActions(see("joined", earlier)), ["leave", "end"]);
  assert.equal(see("joined", earlier).closesAt, null);
});

test("what cannot be extended has no button, also where the client cannot", () => {
  const info = { ...LIVE, closes_at: at(60), can_extend: false };
  assert.deepEqual(barActions(see("joined", info)), ["leave", "end"]);
  const can = (action) => action !== "extend";
  const extendable = { ...info, can_extend: true };
  assert.deepEqual(barActions(see("joined", extendable, { can })), ["leave", "end"]);
  assert.notEqual(see("joined", info).closesAt, null);
});

test("attendees are not told when it ends by itself", () => {
  const info = { ...LIVE, role: "attendee", closes_at: at(60) };
  assert.equal(see("joined", info).closesAt, undefined);
});

test("whoever came in muted is told so in the room only", () => {
  assert.equal(see("joined", LIVE, { isMuted: true }).isMuted, true);
  assert.equal(see("joining", LIVE, { isMuted: true }).isMuted, false);
});

// After

test("an end is taken back within its minute, and reported for good", () => {
  const attributes = { "report-url": "/report/1/", "event-url": "/elsewhere/" };
  const info = { ...ENDED, reopen_until: at(30) };
  const first = ["reopen", "goLiveAgain", "report", "back"];
  const then = ["goLiveAgain", "openBackstage", "report", "back"];
  assert.deepEqual(buttons("ended", info, { attributes }), first);
  const later = { ...ENDED, reopen_until: at(0) };
  assert.deepEqual(buttons("ended", later, { attributes }), then);
  const can = (action) => action !== "reopen";
  assert.deepEqual(buttons("ended", info, { attributes, can }), then);
  assert.deepEqual(buttons("ended", { ...info, ...LIVE }, { attributes })[0], "report");
});

test("a rehearsal that was ended is taken back as well", () => {
  const info = { ...SCHEDULED, reopen_until: at(30) };
  assert.deepEqual(buttons("waiting", info), ["reopen", "goLive", "openBackstage"]);
});

test("only hosts see more than the way back after an end", () => {
  const attributes = { "report-url": "/report/1/", "event-url": "/elsewhere/" };
  assert.deepEqual(buttons("ended", { ...ENDED, role: "attendee" }, { attributes }), ["back"]);
});

test("whoever is logged out logs in again, and the way back stays last", () => {
  const attributes = { "event-url": "/elsewhere/", "login-url": "/login/" };
  const seen = buttons("left", LIVE, { attributes, isLoggedOut: true });
  assert.deepEqual(seen, ["joinAgain", "logInAgain", "end", "back"]);
});

test("a host ends what is live wherever he stands, but for where he is not known", () => {
  for (const name of ["refused", "unreachable", "left", "live"]) {
    assert.ok(buttons(name, LIVE).includes("end"), name);
  }
  assert.ok(!buttons("logged-out", LIVE).includes("end"));
});

// Questions

test("an end is asked about always", () => {
  assert.equal(isAsked("end", see("joined", LIVE), NOW), true);
});

test("going live is asked about more than an hour before the start", () => {
  const asked = (seconds, more) =>
    isAsked("early", see("waiting", { ...SCHEDULED, starts_at: at(seconds), ...more }), NOW);
  assert.deepEqual([asked(3601), asked(3600)], [true, false]);
  assert.equal(asked(3601, { can_open_backstage: false }), false); // then there is no choice
  assert.equal(isAsked("early", see("waiting", SCHEDULED), NOW), false); // at an unknown time
  const inside = see("joined", { ...BACKSTAGE, starts_at: at(86_400) });
  assert.equal(isAsked("early", inside, NOW), true);
});

test("a question offers what can be done, and its focus is on what can be undone", () => {
  const inside = possible(QUESTIONS.end.actions, see("joined", LIVE));
  assert.deepEqual(inside, ["leaveOnly", "endNow", "dismiss"]);
  const outside = possible(QUESTIONS.end.actions, see("left", LIVE));
  assert.deepEqual(outside, ["endNow", "dismiss"]);
  for (const { focus, actions } of Object.values(QUESTIONS)) {
    assert.ok(actions.includes(focus));
    assert.notEqual(ACTIONS[focus].kind, "danger");
    assert.notEqual(ACTIONS[focus].method, "end");
  }
});

test("no button of a question asks another one", () => {
  const all = Object.values(QUESTIONS).flatMap(({ actions }) => actions);
  assert.deepEqual(
    all.filter((name) => ACTIONS[name].asks),
    [],
  );
});

// Who hears and sees whom

const note = (name, info, more) => notesOf(see(name, info, more)).join();

test("whoever waits knows how he will come in", () => {
  const attendee = { ...SCHEDULED, role: "attendee" };
  assert.equal(note("waiting", attendee), "noteMuted");
  assert.equal(note("waiting", { ...attendee, enters_muted: false }), "noteOpen");
  const speaker = { ...attendee, role: "speaker", can_open_backstage: false };
  assert.equal(note("waiting", speaker), "noteMuted");
  assert.equal(note("waiting", attendee, { attributes: { "auto-join": "off" } }), "noteAttendee");
  assert.equal(note("live", { ...LIVE, role: "attendee" }, { reason: "soon" }), "noteMuted");
  assert.equal(note("offline", { ...LIVE, role: "attendee" }, { wantsIn: true }), "noteMuted");
});

test("whoever enters by a click knows who will hear and see him", () => {
  assert.equal(note("live", { ...LIVE, role: "attendee" }), "noteAttendee");
  assert.equal(note("live", { ...LIVE, role: "speaker" }), "noteTeam");
  assert.equal(note("live", LIVE), "noteTeam");
  assert.equal(note("left", LIVE), "noteTeam");
  assert.equal(note("waiting", SCHEDULED), "noteGoLive,noteBackstage");
  assert.equal(note("waiting", { ...SCHEDULED, can_open_backstage: false }), "noteGoLive");
});

test("in the backstage there is the team only", () => {
  assert.equal(note("backstage", BACKSTAGE), "noteBackstage,noteWait,noteMuted");
  const open = { ...BACKSTAGE, enters_muted: false };
  assert.equal(note("backstage", open), "noteBackstage,noteWait,noteOpen");
  const attributes = { "auto-join": "off" };
  assert.equal(note("backstage", BACKSTAGE, { attributes }), "noteBackstage");
  assert.equal(note("left", { ...BACKSTAGE, role: "speaker" }), "noteBackstage");
});

test("where there is no way in, nothing is said of it", () => {
  for (const name of ["checking", "ended", "offline", "refused", "logged-out", "unreachable"]) {
    assert.equal(note(name, { ...ENDED, role: "attendee" }), "");
  }
});

test("the attribute wins over the site, both ways", () => {
  const muted = (given, enters_muted) => {
    const attributes = { "enters-muted": given };
    return see("waiting", { ...SCHEDULED, enters_muted }, { attributes }).entersMuted;
  };
  assert.deepEqual([muted("false", true), muted("true", false)], [false, true]);
  assert.deepEqual([muted(null, false), muted(null, true), muted(null)], [false, true, true]);
  assert.deepEqual(
    [entersMuted(element()), entersMuted(element({ "enters-muted": "" }))],
    [undefined, true],
  );
});

// People

const SAM = { participant: "7", display_name: "Sam", is_present: true, can_be_removed: true };
const HELEN = { participant: "1", display_name: "Helen", is_present: true, can_be_removed: false };
const EVA = { participant: "9", display_name: "Eva", is_removed: true };
const ROSTER = { people: [HELEN, SAM, EVA], removal: "server", servers: ["b"] };

const names = (people) => people.map((person) => person.display_name);
const changeable = (people) => names(people.filter(({ canChange }) => canChange));

test("a host removes whom the site lists as removable, and readmits who is removed", () => {
  const { people, removed, removal, servers, canMove } = see("joined", LIVE, { roster: ROSTER });
  assert.deepEqual([names(people), names(removed)], [["Helen", "Sam"], ["Eva"]]);
  assert.deepEqual([changeable(people), changeable(removed)], [["Sam"], ["Eva"]]);
  assert.deepEqual([removal, servers, canMove], ["server", ["b"], true]);
});

test("whoever has just left is told from those who are there", () => {
  const roster = { people: [{ ...SAM, is_present: false }, HELEN] };
  const { people } = see("joined", LIVE, { roster });
  assert.deepEqual(
    people.map(({ isAway }) => isAway),
    [true, false],
  );
});

test("an open list and the number above it say the same", () => {
  const roster = { people: [{ ...SAM, is_present: false }, HELEN, EVA] };
  const countOf = (state) => see("joined", { ...LIVE, present: 3 }, state).present;
  assert.equal(countOf({ roster, isListOpen: true }), 1);
  assert.equal(countOf({ roster, isListOpen: false }), 3);
  assert.equal(countOf({ roster: null, isListOpen: true }), 3);
});

test("before the list has come, a host sees names and no buttons", () => {
  const screen = see("joined", { ...LIVE, people: [{ display_name: "Sam", role: "attendee" }] });
  assert.deepEqual([names(screen.people), changeable(screen.people)], [["Sam"], []]);
  assert.deepEqual([screen.canList, screen.canMove, screen.removed], [true, false, []]);
});

test("no list is made of what is none", () => {
  for (const roster of [null, {}, { people: null }, { people: [null, 7, {}], servers: "b" }]) {
    const { people, removed, servers } = see("joined", LIVE, { roster });
    assert.deepEqual([people, removed, servers], [[], [], []]);
  }
});

test("a client that removes nobody and moves nothing has no buttons for that", () => {
  const only = (names) => ({ can: (action) => names.includes(action), roster: ROSTER });
  const seen = see("joined", LIVE, only(["people"]));
  assert.deepEqual([changeable(seen.people), seen.canMove], [[], false]);
  assert.equal(see("joined", LIVE, only([])).canList, false);
});

test("a host invites whoever of the audience is there and has no turn", () => {
  const attendee = (participant, more) => ({
    ...SAM,
    participant,
    display_name: participant,
    role: "attendee",
    ...more,
  });
  const people = [
    attendee("free"),
    attendee("raised"),
    attendee("gone", { is_present: false }),
    attendee("viewer", { is_viewer: true }),
    attendee("speaker", { role: "speaker" }),
  ];
  const invitable = (info, state = {}) => {
    const seen = see("joined", { ...LIVE, ...info }, { roster: { people }, ...state });
    return names(seen.people.filter(({ canInvite }) => canInvite));
  };
  const turns = [{ participant: "raised" }, null];
  assert.deepEqual(invitable({ stage: "moderated", turns }), ["free"]);
  assert.deepEqual(invitable({ stage: "open", turns: null }), []);
  const can = (action) => action !== "turn";
  assert.deepEqual(invitable({ stage: "moderated", turns }, { can }), []);
});

test("an audience has no list", () => {
  const screen = see("joined", { ...LIVE, role: "attendee" }, { roster: ROSTER });
  assert.deepEqual([screen.canList, screen.canMove, screen.people], [false, false, []]);
});

// At the door

const STRANGER = { ...LIVE, role: null, can_open_backstage: false };
const ASKING = [{ participant: "9", display_name: "Sid" }];

test("whoever is not registered may ask to be let in, where the site and its client know that", () => {
  const may = { ...STRANGER, can_ask: true, register_url: "/register/" };
  assert.deepEqual(buttons("unregistered", may), ["register", "askToJoin"]);
  const can = (action) => action !== "ask";
  assert.deepEqual(buttons("unregistered", may, { can }), ["register"]);
  assert.deepEqual(buttons("unregistered", STRANGER), []);
});

test("whoever has asked reads how they come in: muted, if that is without a click", () => {
  const reason = "asking";
  const notes = (more) => notesOf(see("unregistered", STRANGER, { reason, ...more }));
  assert.deepEqual(notes({ askedAt: 1 }), ["noteMuted"]);
  assert.deepEqual(notes({}), []);
  assert.deepEqual(notes({ askedAt: 1, attributes: { "auto-join": "off" } }), []);
});

test("hosts see who asks, as the site or the list of people says, and nobody else does", () => {
  const asking = (info, more) => see("joined", { ...LIVE, ...info }, more).asking;
  assert.deepEqual(asking({ asking: ASKING }), ASKING);
  assert.deepEqual(asking({}, { roster: { people: [], asking: ASKING } }), ASKING);
  assert.deepEqual(asking({}), []);
  assert.deepEqual(asking({ role: "attendee", asking: ASKING }), []);
  const can = (action) => action !== "admit";
  assert.equal(see("joined", LIVE, { can }).canAnswer, false);
});

test("a stream is watched while one waits at the door", () => {
  const info = { ...STRANGER, may_watch: true, watch_url: "https://example.org/s" };
  const { reason, watchUrl } = see("unregistered", info, { reason: "asking" });
  assert.deepEqual([reason, watchUrl], ["asking", "https://example.org/s"]);
});

test("a question about a person offers to move everybody where that can be asked for", () => {
  const { actions } = QUESTIONS.remove;
  const screen = (more) => see("joined", LIVE, { roster: ROSTER, ...more });
  assert.deepEqual(possible(actions, screen()), ["removeNow", "removeAndMove", "dismiss"]);
  const can = (action) => action !== "move";
  assert.deepEqual(possible(actions, screen({ can })), ["removeNow", "dismiss"]);
});

test("a host reads that the video server has not confirmed an end", () => {
  const pending = { reason: "pending" };
  assert.deepEqual(notesOf(see("ended", ENDED, pending)), ["notePending"]);
  assert.deepEqual(notesOf(see("waiting", SCHEDULED, pending)), ["notePending"]);
  assert.deepEqual(notesOf(see("ended", { ...ENDED, role: "attendee" }, pending)), []);
});

// Words

test("every button and every question has its words", () => {
  for (const [name, { text = name, label = text }] of Object.entries(ACTIONS)) {
    assert.ok(text in TEXTS && label in TEXTS, text);
  }
  for (const { text, uncounted = text, actions, focus } of Object.values(QUESTIONS)) {
    const keys = `${text} ${uncounted}`.split(" ");
    assert.ok(
      keys.every((key) => key in TEXTS),
      text,
    );
    assert.ok(actions.includes(focus) && actions.every((name) => name in ACTIONS), text);
  }
});

test("every note has its words", () => {
  const states = [...Object.keys(SCREENS), "joined", "offline"].map((key) => key.split(" ")[0]);
  for (const name of new Set(states)) {
    for (const role of ["host", "speaker", "attendee"]) {
      for (const enters_muted of [true, false]) {
        const info = { ...BACKSTAGE, role, enters_muted };
        notesOf(see(name, info, { wantsIn: true })).forEach((key) => assert.ok(key in TEXTS, key));
      }
    }
  }
});

// Personal links

const GUEST = { is_guest: true, guest_name: "Dr. Ada Guest", leave_url: "/live/guest/" };

test("a guest reads as whom, and finds the way out for anybody else", () => {
  const screen = see("waiting", { ...SCHEDULED, ...GUEST, role: "attendee" });
  assert.deepEqual([screen.guestName, screen.links.leave], ["Dr. Ada Guest", "/live/guest/"]);
});

test("people with an account read of no link, and neither do guests without a name", () => {
  for (const info of [{ guest_name: "Sam" }, { ...GUEST, guest_name: { en: "x" } }, {}]) {
    assert.equal(see("waiting", { ...SCHEDULED, ...info, role: "attendee" }).guestName, "");
  }
});

test("a guest whose link is withdrawn need not register", () => {
  const screen = see("unregistered", { ...LIVE, ...GUEST, role: null, register_url: "/register/" });
  assert.equal(screen.reason, "withdrawn");
  assert.deepEqual(panelActions(REASONS["unregistered withdrawn"].actions, screen), []);
  assert.equal(see("unregistered", { ...LIVE, role: null }).reason, null);
});

test("a guest need not log in again", () => {
  const more = { isLoggedOut: true };
  assert.equal(see("left", { ...LIVE, ...GUEST, role: "speaker" }, more).isLoggedOut, false);
});

test("hosts find the personal links where the site has them", () => {
  const info = { ...LIVE, links_url: "/live/links/1/" };
  assert.deepEqual(buttons("live", info), ["join", "personalLinks", "end"]);
  assert.deepEqual(buttons("live", LIVE), ["join", "end"]);
});

test("guests are told from others by what the site calls them", () => {
  const people = [
    { participant: "guest:0a", display_name: "Ada" },
    { participant: "7", display_name: "Sam" },
    { display_name: "Eva" },
  ];
  const { people: seen } = see("joined", { ...LIVE, people });
  assert.deepEqual(
    seen.map(({ isGuest }) => isGuest),
    [true, false, false],
  );
});
