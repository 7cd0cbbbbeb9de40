import { isBackstage } from "./info.js";
import { isModerator } from "./on_moderation.js";
import { enforcementOf, isAudience, isModerated, queueIn } from "./stage.js";

const WORDS = {
  audio: { enforced: "microphonesEnforced", off: "microphonesOpen" },
  video: { enforced: "camerasEnforced", asked: "camerasAsked", off: "camerasOpen" },
};
const CHAT = {
  team: { enforced: "chatTeamEnforced", asked: "chatTeamAsked" },
  off: { enforced: "chatOffEnforced", asked: "chatOffAsked" },
};
const NO_QUEUE = { waiting: [], onStage: [] };

/** What the view shows of the stage. */
export function stageOf(state, can) {
  const { info, stage, name } = state;
  const isIn = name === "joined";
  const queues = isIn && info.role === "host" && isModerated(info) && Array.isArray(info.turns);
  return {
    isModerated: isModerated(info),
    chat: info.chat,
    place: isIn ? placeOf(state) : null,
    mayShow: Boolean(info.turn_camera),
    invitedBy: typeof info.invited_by === "string" ? info.invited_by : "",
    queue: queues && can("turn") ? queueIn(state) : NO_QUEUE,
    showsQueue: queues && can("turn"),
    enforcement: isIn && info.role === "host" ? enforcementIn(state) : [],
    ...(isIn && info.role === "host" ? whatHostsMay(state, can) : {}),
    ...(isIn && isAudience({ info, stage }) ? whatAudienceMay(state, can) : {}),
  };
}

/** The words for whom this person is there; null for the usual ones of the role. */
function placeOf({ info, stage }) {
  if (stage.isViewer) {
    return "viewer";
  }
  if (!isAudience({ info, stage })) {
    return null;
  }
  return stage.place === null ? "audience" : "speaker";
}

function whatHostsMay(state, can) {
  const { info, stage } = state;
  const switches = info.stage !== undefined && !isBackstage(info) && can("setStage");
  const isOff = stage.moderating === "off" || stage.moderating === "failed";
  return {
    canModerate: switches && !isModerated(info),
    canOpenStage: switches && isModerated(info),
    canModerateAgain: isOff && isModerated(info) && isModerator(state),
  };
}

function whatAudienceMay({ info, stage }, can) {
  const turn = info.turn ?? null;
  return {
    canRaise: turn === null && stage.place === null && can("hand"),
    canLower: turn === "raised" && can("hand"),
    canLeaveStage: stage.place === "turn" && can("hand"),
  };
}

/** Who keeps whom quiet: keys of TEXTS, by medium, and for the chat. */
function enforcementIn(state) {
  const { info, stage } = state;
  const by = enforcementOf(stage.moderation);
  const media = isModerated(info) ? Object.keys(WORDS).map((key) => WORDS[key][by[key]]) : [];
  const chat = CHAT[info.chat]?.[info.enforces?.chat ? "enforced" : "asked"];
  return chat ? [...media, chat] : media;
}
