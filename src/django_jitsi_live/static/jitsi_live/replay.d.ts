/** Types of replay.js: the element <jitsi-live-replay>. */

/** The element's words in English, by key. */
export const REPLAY_TEXTS: Readonly<Record<string, string>>;

export class JitsiLiveReplay extends HTMLElement {
  /** Register the element; `replay.js` has done so for `jitsi-live-replay`. */
  static define(tag?: string, registry?: CustomElementRegistry): void;
  /** The recording; null where there is none in the element. */
  readonly video: HTMLVideoElement | null;
  /** Words other than the element's own, by key. */
  get texts(): Record<string, string>;
  set texts(value: Record<string, string>);
}

declare global {
  interface HTMLElementTagNameMap {
    "jitsi-live-replay": JitsiLiveReplay;
  }
}
