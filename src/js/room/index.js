// <jitsi-live-room>: the live room of one event, on any page.

import { JitsiLiveRoom } from "./element.js";
import { TEXTS } from "./texts.js";

JitsiLiveRoom.define();

export { JitsiLiveRoom, TEXTS };
