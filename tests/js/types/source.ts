// What room.d.ts, replay.d.ts and questions.d.ts promise is what the sources have. Nothing of it is run.

import type * as declaredQuestions from "../../../src/django_jitsi_live/questions/static/jitsi_live_questions/questions.js";
import type * as declaredReplay from "../../../src/django_jitsi_live/static/jitsi_live/replay.js";
import type * as declared from "../../../src/django_jitsi_live/static/jitsi_live/room.js";
import * as questionsSource from "../../../src/js/questions/index.js";
import * as replaySource from "../../../src/js/replay/index.js";
import * as source from "../../../src/js/room/index.js";

export const room: declared.JitsiLiveRoom = new source.JitsiLiveRoom();
export const statics: Pick<typeof declared.JitsiLiveRoom, "define"> = source.JitsiLiveRoom;
export const texts: typeof declared.TEXTS = source.TEXTS;
export const replay: declaredReplay.JitsiLiveReplay = new replaySource.JitsiLiveReplay();
export const replayStatics: Pick<typeof declaredReplay.JitsiLiveReplay, "define"> =
  replaySource.JitsiLiveReplay;
export const replayTexts: typeof declaredReplay.REPLAY_TEXTS = replaySource.REPLAY_TEXTS;
export const questions: declaredQuestions.JitsiLiveQuestions =
  new questionsSource.JitsiLiveQuestions();
export const questionsStatics: Pick<typeof declaredQuestions.JitsiLiveQuestions, "define"> =
  questionsSource.JitsiLiveQuestions;
export const questionsTexts: typeof declaredQuestions.QUESTIONS_TEXTS =
  questionsSource.QUESTIONS_TEXTS;
