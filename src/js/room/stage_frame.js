import { toRoomError } from "./error.js";
import { withLimit } from "./limits.js";
import { report } from "./report.js";

const ANSWER = 2; // seconds for an answer of the frame; builds that do not know a question give none
const ALL_MEDIA = ["audio", "video", "desktop"];
const IS_MUTED = { audio: "isAudioMuted", video: "isVideoMuted" };
const TOGGLES = { audio: "toggleAudio", video: "toggleVideo" };

/** What the stage asks of the frame and tells the site. */
export class StageFrame {
  #room;
  #told = Promise.resolve();

  /** `room` has `conference`, `getSite`, `getState` and `send`. */
  constructor(room) {
    this.#room = room;
  }

  /** Which media are moderated. */
  async askModeration({ isLast }) {
    const answers = await this.#ask((api) =>
      Promise.all(ALL_MEDIA.map((media) => answered(() => api.isModerationOn(media)))),
    );
    if (answers) {
      const pairs = ALL_MEDIA.map((media, index) => [media, answers[index]]);
      const known = Object.fromEntries(pairs.filter(([, is]) => typeof is === "boolean"));
      this.#room.send({ type: "moderation-told", known, isLast });
    }
  }

  orderModeration({ on, media }) {
    const { api } = this.#room.conference;
    media.forEach((each) => this.#command(api, "toggleModeration", on, each));
  }

  /** In their order. Who may unmute already is not asked to. */
  async command({ commands }) {
    await this.#ask(async (api) => {
      for (const { name, values, ifMuted } of commands) {
        const { id, media } = Object(ifMuted);
        const isMuted = ifMuted && (await answered(() => api.isParticipantForceMuted(id, media)));
        if (isMuted !== false) {
          this.#command(api, name, ...values);
        }
      }
    });
  }

  /** This person's own microphone and camera. */
  async turn({ media, on }) {
    await this.#ask(async (api) => {
      for (const each of media) {
        const answer = await answered(() => api[IS_MUTED[each]]());
        const isMuted = answer ?? this.#room.getState().mutes[each] !== false;
        if (isMuted === on) {
          this.#command(api, TOGGLES[each]);
        }
      }
    });
  }

  /** One after the other: the last one counts. */
  tellHand({ hand }) {
    const { getSite, send } = this.#room;
    const site = getSite();
    const tell = async () => {
      if (site !== getSite() || !site.can("hand")) {
        send({ type: "turn-untold" });
        return;
      }
      try {
        const { turn } = await site.hand(hand);
        send({ type: "turn-told", turn: turn ?? null });
      } catch (error) {
        send({ type: "turn-untold" });
        send({ type: "act-failed", error: toRoomError(error) });
      }
    };
    this.#told = this.#told.then(tell);
  }

  /** Nothing, where the frame is another one by then. */
  async #ask(ask) {
    const { conference } = this.#room;
    const { api } = conference;
    const answer = api && (await ask(api).catch(report));
    return api === conference.api ? answer : null;
  }

  /** To the frame that was asked, and no later one. */
  #command(api, name, ...values) {
    if (api === this.#room.conference.api) {
      api?.executeCommand(name, ...values);
    }
  }
}

/** Undefined where the frame gives none. */
async function answered(ask) {
  try {
    return await withLimit(ask(), ANSWER, () => new Error("late"));
  } catch {
    return undefined;
  }
}
