import { colours, dark, light, lightDark } from "./colours.js";

// Where there is no `light-dark()`, nothing says whether the page is dark: so it is light, unless
// `theme` says otherwise.
export const STYLES = `
:host {
  display: block;
  container: jitsi-live-room / inline-size;
  ${colours(light)}
  --_radius: var(--jitsi-live-radius, 0.75rem);
}
:host([theme="light"]) { color-scheme: light; }
:host([theme="dark"]) {
  color-scheme: dark;
  ${colours(dark)}
}
@supports (color: light-dark(#000, #fff)) {
  :host {
  ${colours(lightDark)}
  }
}
:host([hidden]), [hidden] { display: none !important; }
.room { display: grid; gap: 1rem; }
.main { display: grid; gap: 0.75rem; align-content: start; min-inline-size: 0; }
.panel {
  display: grid;
  gap: 0.75rem;
  justify-items: center;
  align-content: center;
  box-sizing: border-box;
  min-block-size: 16rem;
  padding: 2rem 1.25rem;
  border: 1px solid var(--_border);
  border-radius: var(--_radius);
  background: var(--_surface);
  text-align: center;
}
.icon {
  inline-size: 3rem;
  block-size: 3rem;
  fill: none;
  stroke: var(--_muted);
  stroke-width: 2;
  stroke-linecap: round;
  stroke-linejoin: round;
}
/* Until the frame speaks, the words lie over it. What the page puts beside keeps its own colour. */
.panel, .stage { grid-area: 1 / 1; color: var(--_text); }
.panel { z-index: 1; }
[data-tone="live"] .icon { stroke: var(--_danger); }
[data-tone="good"] .icon { stroke: var(--_accent); }
[data-tone="bad"] .icon { stroke: var(--_danger); }
.heading { margin: 0; font-size: 1.375em; line-height: 1.25; outline: none; }
.message, .when, .note, .guest { margin: 0; max-inline-size: 34rem; overflow-wrap: anywhere; }
.message { color: var(--_muted); }
.note, .guest { font-size: 0.9375em; }
.guest { color: var(--_muted); }
.guest a { color: inherit; }
.problem { margin: 0; max-inline-size: 34rem; color: var(--_danger); font-weight: 600; overflow-wrap: anywhere; }
.countdown { margin: 0; display: flex; flex-wrap: wrap; justify-content: center; gap: 0.5rem; }
.countdown span {
  padding: 0.35em 0.7em;
  border-radius: 0.5rem;
  border: 1px solid var(--_border);
  font-variant-numeric: tabular-nums;
  font-weight: 600;
}
.actions, .controls { display: flex; flex-wrap: wrap; justify-content: center; gap: 0.5rem; }
.button {
  display: inline-flex;
  align-items: center;
  box-sizing: border-box;
  min-block-size: 2.75rem;
  padding: 0.5em 1.2em;
  border: 1px solid transparent;
  border-radius: 0.5rem;
  background: var(--_accent);
  color: var(--_on-accent);
  font: inherit;
  font-weight: 600;
  text-decoration: none;
  overflow-wrap: break-word;
  cursor: pointer;
}
.button.quiet, .reopen ~ .button { border-color: var(--_border); background: none; color: inherit; }
.button.danger { background: var(--_danger); color: var(--_on-danger); }
.button:focus-visible, .stage:focus-visible { outline: 3px solid var(--_accent); outline-offset: 2px; }
[aria-busy="true"] .button { opacity: 0.6; cursor: progress; }
.stage {
  position: relative;
  display: flex;
  flex-direction: column;
  block-size: var(--jitsi-live-height, clamp(24rem, 75vh, 60rem));
  border-radius: var(--_radius);
  background: var(--_surface);
  border: 1px solid var(--_border);
  overflow: hidden;
}
.video { flex: 1; min-block-size: 0; background: var(--jitsi-live-stage, #111); }
.video iframe { display: block; border: 0; }
.watch { display: grid; gap: 0.5rem; justify-self: stretch; }
.watch-frame { inline-size: 100%; aspect-ratio: 16 / 9; border: 0; background: #111; }
.watch-link { color: var(--_accent); }
.bar {
  position: relative;
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 0.5rem;
  padding: 0.5rem 0.75rem;
}
.bar .who { flex: 1 1 10rem; }
.bar .controls { margin-inline-start: auto; }
.who, .muted, .enforced, .closing { color: var(--_muted); }
.closing { font-variant-numeric: tabular-nums; font-weight: 600; }
.present, .hands { color: var(--_muted); }
.count, .hands-count { cursor: pointer; }
.present:not(.has-names) .count { list-style: none; cursor: auto; pointer-events: none; }
.people {
  position: absolute;
  inset-block-end: calc(100% + 0.5rem);
  inset-inline-end: 0.75rem; /* of the bar, wherever in it the number stands */
  z-index: 1;
  display: grid;
  gap: 0.5rem;
  box-sizing: border-box;
  inline-size: 20rem;
  max-inline-size: calc(100% - 1.5rem);
  max-block-size: min(24rem, 60vh);
  padding: 0.5rem 1rem;
  overflow: auto;
  border: 1px solid var(--_border);
  border-radius: 0.5rem;
  background: var(--_surface);
  color: var(--_text);
}
.names { display: grid; gap: 0.25rem; margin: 0; padding: 0; list-style: none; }
.names li { display: flex; gap: 0.75rem; align-items: center; overflow-wrap: anywhere; }
.names span { flex: 1; min-inline-size: 6rem; }
.out-title, .hands-title { margin: 0; color: var(--_muted); font-weight: 600; }
.people .button { padding-inline: 0.8em; }
.servers {
  min-block-size: 2.75rem;
  max-inline-size: 100%;
  border: 1px solid var(--_border);
  border-radius: 0.5rem;
  background: var(--_surface);
  color: inherit;
  font: inherit;
}
.asking { flex: 1 0 100%; justify-self: stretch; order: -1; color: var(--_text); }
.asking-count { margin: 0 0 0.25rem; font-weight: 600; }
.asks { max-block-size: 9.5rem; overflow: auto; }
.hands-list { inline-size: 26rem; }
.hands-list li { flex-wrap: wrap; }
.preview { display: grid; gap: 0.5rem; justify-items: start; margin-block-end: 1rem; }
.preview-video { inline-size: 100%; max-block-size: 40vh; border-radius: 0.5rem; background: #111; rotate: y 180deg; }
.answers { display: flex; flex-wrap: wrap; gap: 0.5rem; }
.badge {
  padding: 0.15em 0.7em;
  border-radius: 1em;
  background: var(--_danger);
  color: var(--_on-danger);
  font-size: 0.85em;
  font-weight: 700;
}
.recorded { color: var(--_muted); }
.recorded.on { color: var(--_danger); font-weight: 700; }
.badge.calm { background: var(--_accent); color: var(--_on-accent); }
.question {
  box-sizing: border-box;
  inline-size: min(42rem, calc(100vw - 2rem));
  padding: 1.25rem;
  border: 1px solid var(--_border);
  border-radius: var(--_radius);
  background: var(--_surface);
  color: var(--_text);
}
.question::backdrop { background: rgb(0 0 0 / 55%); }
.question .words { margin: 0 0 1rem; overflow-wrap: anywhere; }
.question .button { flex: 1 0 auto; justify-content: center; max-inline-size: 100%; }
.notice {
  display: flex;
  gap: 0.75rem;
  align-items: flex-start;
  padding-inline-start: 0.75rem;
  border-block-end: 1px solid var(--_border);
  background: var(--_notice);
  color: var(--_text);
}
.notices .problem { max-inline-size: none; padding: 0.6rem 0.75rem; background: var(--_notice); }
.notice p { flex: 1; margin: 0; padding-block: 0.6rem; }
.notice a { color: inherit; }
.notice button {
  min-inline-size: 2.75rem;
  min-block-size: 2.75rem;
  border: 0;
  background: none;
  color: inherit;
  font: inherit;
  cursor: pointer;
}
.unseen {
  position: absolute;
  inline-size: 1px;
  block-size: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}
.replays {
  display: grid;
  gap: 0.75rem;
  padding: 1.25rem;
  border: 1px solid var(--_border);
  border-radius: var(--_radius);
  background: var(--_surface);
  color: var(--_text);
}
.replay-players { display: grid; gap: 1.25rem; }
.replays-title, .replay-title { margin: 0; overflow-wrap: anywhere; }
.replays-title { font-size: 1.125em; }
.replay-title { margin-block-end: 0.5rem; font-size: 1em; }
.replay-states { margin: 0; padding: 0; list-style: none; color: var(--_muted); overflow-wrap: anywhere; }
.replay-files { justify-content: start; }
.beside { min-inline-size: 0; }
@container jitsi-live-room (min-width: 56rem) {
  .room.has-beside { grid-template-columns: minmax(0, 1fr) var(--jitsi-live-beside-width, 21rem); }
  .room.has-beside .panel { min-block-size: 26rem; }
  /* As high as the video, however long the chat is. */
  .beside { position: relative; }
  ::slotted([slot="beside"]) { position: absolute; inset: 0; display: grid; grid-template-rows: minmax(0, 1fr); }
}
@container jitsi-live-room (max-width: 40rem) {
  .panel { min-block-size: 14rem; padding: 1.5rem 1rem; }
  .stage { block-size: var(--jitsi-live-height, calc(100vh - 1rem)); }
  .bar .who { flex-basis: 6rem; }
  /* The list of people has the whole width of the bar. */
  .people { inset-inline: 0.75rem; inline-size: auto; }
  .controls { flex: 1 0 100%; }
  .controls .button { flex: 1 0 auto; max-inline-size: 100%; justify-content: center; }
}
@supports (block-size: 1svh) {
  @container jitsi-live-room (max-width: 40rem) {
    .stage { block-size: var(--jitsi-live-height, calc(100svh - 1rem)); }
  }
}
@media (prefers-reduced-motion: no-preference) {
  [data-icon="wait"] .icon { animation: turn 1s linear infinite; }
  [data-tone="live"] .icon { animation: beat 2s ease-in-out infinite; }
}
@keyframes turn { to { rotate: 360deg; } }
@keyframes beat { 50% { opacity: 0.45; } }
`;
