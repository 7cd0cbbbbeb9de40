// <jitsi-live-questions>: the questions about one event, on any page.

import { JitsiLiveQuestions } from "./element.js";
import { QUESTIONS_TEXTS } from "./texts.js";

JitsiLiveQuestions.define();

export { JitsiLiveQuestions, QUESTIONS_TEXTS };
