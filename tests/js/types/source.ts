// What room.d.ts and replay.d.ts promise is what the sources have. Nothing of it is run.

import type * as declaredReplay from "../../../src/django_jitsi_live/static/jitsi_live/replay.js";
import type * as declared from "../../../src/django_jitsi_live/static/jitsi_live/room.js";
import * as replaySource from "../../../src/js/replay/index.js";
import * as source from "../../../src/js/room/index.js";

export const room: declared.JitsiLiveRoom = new source.JitsiLiveRoom();
export const statics: Pick<typeof declared.JitsiLiveRoom, "define"> = source.JitsiLiveRoom;
export const texts: typeof declared.TEXTS = source.TEXTS;
export const replay: declaredReplay.JitsiLiveReplay = new replaySource.JitsiLiveReplay();
export const replayStatics: Pick<typeof declaredReplay.JitsiLiveReplay, "define"> =
  replaySource.JitsiLiveReplay;
export const replayTexts: typeof declaredReplay.REPLAY_TEXTS = replaySource.REPLAY_TEXTS;
