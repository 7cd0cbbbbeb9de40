import { toRoomError } from "./error.js";

const RTMP = /^rtmps?:\/\//i;

/** Has the video server record and stream. */
export class Recording {
  #room;

  /** `room` has `conference`, `getSite` and `send`. */
  constructor(room) {
    this.#room = room;
  }

  /** What becomes of it, the video server says. Where a stream leads is a secret: it goes from the
   * site's answer to the frame, and is kept nowhere. */
  async order({ mode, on }) {
    const { conference, getSite, send } = this.#room;
    const { api } = conference;
    try {
      if (!on) {
        api.executeCommand("stopRecording", mode);
        return;
      }
      const options = mode === "stream" ? streamOptions(await getSite().streamTarget()) : {};
      if (api === conference.api) {
        api.executeCommand("startRecording", { mode, ...options });
      }
    } catch (error) {
      send({ type: "recorder-failed", mode, error: toRoomError(error) });
    }
  }

  /** Where the site does not answer, the next look at what it says asks again. */
  async note() {
    const { getSite, send } = this.#room;
    const { is_first } = await getSite().beginRecording();
    send({ type: "recording-noted", isFirst: is_first === true });
  }
}

/** Jitsi takes the address at which a stream is watched for its id, and shows it to everybody. */
function streamOptions({ target, watch_url }) {
  const kind = RTMP.test(target) ? "rtmp" : "youtube";
  return {
    [`${kind}StreamKey`]: target,
    ...(watch_url && { [`${kind}BroadcastID`]: watch_url }),
  };
}
