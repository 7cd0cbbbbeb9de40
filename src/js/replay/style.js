import { attempt } from "../room/report.js";

export const REPLAY_STYLES = `
jitsi-live-replay { display: block; position: relative; }
jitsi-live-replay video {
  display: block;
  box-sizing: border-box;
  inline-size: 100%;
  max-block-size: 85vh;
  aspect-ratio: 16 / 9;
  border-radius: var(--jitsi-live-radius, 0.75rem);
  background: var(--jitsi-live-stage, #111);
}
jitsi-live-replay video:focus-visible { outline: 3px solid var(--jitsi-live-accent, #1d5fd1); outline-offset: 2px; }
.jitsi-live-player__length {
  position: absolute;
  inset-block-start: 0.75rem;
  inset-inline-end: 0.75rem;
  margin: 0;
  padding: 0.1em 0.5em;
  border-radius: 0.35em;
  background: rgb(0 0 0 / 75%);
  color: #fff;
  font-size: 0.875rem;
  font-variant-numeric: tabular-nums;
  pointer-events: none;
}
.jitsi-live-player__words {
  display: flex;
  flex-wrap: wrap;
  gap: 0.5rem 1rem;
  align-items: center;
  margin: 0.5rem 0 0;
  overflow-wrap: anywhere;
}
.jitsi-live-player__words button {
  min-block-size: 2.75rem;
  padding: 0.5em 1.2em;
  border: 1px solid currentcolor;
  border-radius: 0.5rem;
  background: none;
  color: inherit;
  font: inherit;
  font-weight: 600;
  cursor: pointer;
}
jitsi-live-replay [hidden] { display: none; }
`;

let sheet = null;
const styled = new WeakSet();

/** In the page, or in the shadow tree in which the element is. A sheet that a script makes needs no
 * leave of a Content Security Policy. */
export function styleRoot(root) {
  if (styled.has(root) || !("adoptedStyleSheets" in root)) {
    return;
  }
  styled.add(root);
  attempt(() => {
    if (sheet === null) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(REPLAY_STYLES);
    }
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  });
}
