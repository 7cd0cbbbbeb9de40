// What room.d.ts promises is what the sources of room.js have. Nothing of it is run.

import type * as declared from "../../../src/django_jitsi_live/static/jitsi_live/room.js";
import * as source from "../../../src/js/room/index.js";

export const room: declared.JitsiLiveRoom = new source.JitsiLiveRoom();
export const statics: Pick<typeof declared.JitsiLiveRoom, "define"> = source.JitsiLiveRoom;
export const texts: typeof declared.TEXTS = source.TEXTS;
