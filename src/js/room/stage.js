// The stage: who of the audience may be heard and seen. What follows for the frame from what the site
// says and the frame has told; no effects here.

/** What a page knows of the stage in the room that it is in; it begins anew with each frame. */
export const NO_STAGE = Object.freeze({
  /** @type {Record<string, boolean>} */
  moderation: {}, // what the video server says, by medium: audio, video, desktop
  // This host's page is "waiting" to be a moderator, has "asked" about it, has "ordered" it; it is
  // "on", "off" by somebody's hand, or has "failed".
  moderating: null,
  /** @type {Record<string, { at: number, name: string }>} */
  hands: {}, // raised in the frame, by endpoint
  ignored: [], // of those, which a host has put aside
  known: [], // keys of the hands that were announced
  unsaid: [], // names of those that were not
  isSaying: false, // an announcement was a moment ago
  approved: [], // "endpoint medium": by this page
  /** @type {Record<string, string | null>} */
  owners: {}, // of these endpoints: participants
  /** @type {Record<string, boolean>} */
  guests: {}, // invited without the site, which does not know them: endpoint, and if with a camera
  /** @type {Record<string, boolean>} */
  approvals: {}, // the own ones, by medium
  toolbar: null, // of the frame: "audience", "stage", or "unknown" where it has loaded anew
  place: null, // why this person is on it: by the site's "turn", or by the "frame" alone
  hasHand: false, // raised in the frame by this person
  isHandShown: false, // what the site knows of it
  telling: 0, // words about the own turn that the site has not answered yet
  isSiteAsked: false, // whether an approval is an invitation
  wasThanked: false,
  /** @type {Record<string, boolean>} */
  wants: {}, // media that this person has asked to turn on, and the server has not opened yet
  isViewer: false,
});

/** Media that a page can have moderated; the screen only Jitsi's own dialog can. */
export const MEDIA = ["audio", "video"];

/** @param {any} info */
export function isModerated({ stage }) {
  return stage === "moderated";
}

/** Whether this person speaks by invitation only. */
export function isAudience({ info, stage }) {
  return info.role === "attendee" && isModerated(info) && !stage.isViewer;
}

/** Media that are to be moderated, and are not as far as is known. */
export function unmoderated(moderation) {
  return MEDIA.filter((media) => moderation[media] !== true);
}

/** Who keeps whom from unmuting: the bridge closes a picture only where the screen is moderated too. */
export function enforcementOf({ audio, video, desktop }) {
  const ofPicture = desktop ? "enforced" : "asked";
  return { audio: audio ? "enforced" : "off", video: video ? ofPicture : "off" };
}

const isOnStage = ({ state }) => state === "invited" || state === "speaking";

/** Who may unmute: endpoints, if with a picture, and whose they are; whom the site does not know is
 * nobody's. */
function wantedOf({ turns, speakers, guests }) {
  const known = [
    ...turns.filter(isOnStage),
    ...speakers.map((each) => ({ ...each, camera: true })),
  ];
  const ofSite = known.flatMap(({ endpoints, camera, participant }) =>
    endpoints.map((id) => ({ id, camera, participant })),
  );
  const ofFrame = Object.entries(guests).map(([id, camera]) => ({ id, camera, participant: null }));
  return [...ofFrame, ...ofSite];
}

const COMMANDS = { audio: "askToUnmute", video: "approveVideo" };

/** What the frame is told so that exactly those may unmute who are on stage: `commands`, and what is
 * known of the `approved` and their `owners` then. What is not moderated needs no approval; who has one
 * already is asked in the frame first. */
export function approvalsOf({ turns, speakers, guests, moderation, approved, owners }) {
  const wanted = wantedOf({ turns, speakers, guests });
  const keys = new Map(wanted.flatMap(keysOf));
  const kept = approved.filter((key) => keys.has(key));
  const missing = [...keys].filter(([key, { media }]) => moderation[media] && !kept.includes(key));
  // The site may lose sight of a browser for a while: that takes nobody off the stage.
  const there = new Set([...turns.filter(isOnStage), ...speakers].map((each) => each.participant));
  const seen = new Set(wanted.map(({ id }) => id));
  const isUnseen = (key) => !seen.has(idOf(key)) && there.has(owners[idOf(key)]);
  const others = approved.filter((key) => !keys.has(key));
  const gone = others.filter((key) => !isUnseen(key)).map((key) => key.split(" "));
  const now = wanted.map(({ id, participant }) => [id, participant]);
  return {
    commands: [...gone.map(([id, media]) => reject(id, media)), ...missing.map(approval)],
    approved: [...kept, ...others.filter(isUnseen), ...missing.map(([key]) => key)],
    owners: { ...owners, ...Object.fromEntries(now) },
  };
}

const idOf = (key) => key.split(" ")[0];

function keysOf({ id, camera }) {
  const media = camera ? MEDIA : ["audio"];
  return media.map((each) => /** @type {const} */ ([`${id} ${each}`, { id, media: each }]));
}

function approval([, { id, media }]) {
  return { name: COMMANDS[media], values: [id], ifMuted: { id, media } };
}

const reject = (id, media) => ({ name: "rejectParticipant", values: [id, media] });

/** What takes the turn back from these endpoints, and what they have turned on. */
export function thanksTo(endpoints) {
  return endpoints.flatMap((id) => [
    ...MEDIA.map((media) => reject(id, media)),
    ...MEDIA.map((media) => ({ name: "muteRemoteParticipant", values: [id, media] })),
  ]);
}

/** Who asks to speak and who is on stage, for hosts: the site's turns by time, then the hands of the
 * frame whose owner the site does not list, with the name of the list of people or of the frame. */
export function queueOf({ turns, hands, ignored, guests, people, own }) {
  const listed = new Set(turns.flatMap(({ endpoints }) => endpoints));
  const ofSite = [...turns].sort((one, two) => timeOf(one) - timeOf(two)).map(rowOfTurn);
  const isOther = (id) => !listed.has(id) && id !== own && !ignored.includes(id);
  const others = Object.keys({ ...hands, ...guests }).filter(isOther);
  const ofFrame = others.map((id) => rowOfHand(id, { hands, guests, people }));
  const rows = [...ofSite, ...ofFrame.sort((one, two) => one.at - two.at)];
  return {
    waiting: rows.filter((row) => !isOnStage(row)),
    onStage: rows.filter(isOnStage),
  };
}

const timeOf = ({ raised_at }) => Date.parse(raised_at) || 0;

function rowOfTurn(turn) {
  return { ...turn, key: `turn ${turn.participant}`, at: timeOf(turn) };
}

function rowOfHand(id, { hands, guests, people }) {
  const person = people.find(({ endpoints }) => endpoints?.includes(id));
  const isOfAudience = person?.role === "attendee";
  return {
    key: `hand ${id}`,
    participant: isOfAudience ? person.participant : undefined,
    display_name: person?.display_name ?? hands[id]?.name ?? "",
    state: Object.hasOwn(guests, id) ? "speaking" : "raised",
    camera: guests[id] ?? false,
    at: hands[id]?.at ?? 0,
    endpoints: [id],
  };
}

/** The same of a room's state. */
export function queueIn({ info, roster, stage, participantId }) {
  const people = [...listOf(roster?.people), ...listOf(info.people)];
  return queueOf({ ...stage, turns: listOf(info.turns), people, own: participantId });
}

export function listOf(value) {
  return Array.isArray(value) ? value.filter((each) => typeof each === "object" && each) : [];
}
