// <jitsi-live-replay>: a recording on any page, around a <video> that plays without it as well.

import { JitsiLiveReplay } from "./element.js";
import { REPLAY_TEXTS } from "./texts.js";

JitsiLiveReplay.define();

export { JitsiLiveReplay, REPLAY_TEXTS };
