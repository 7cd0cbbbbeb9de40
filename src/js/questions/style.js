import { colours, dark, light, lightDark } from "../room/colours.js";

// Where there is no `light-dark()`, nothing says whether the page is dark: so it is light, unless
// `theme` says otherwise.
export const STYLES = `
:host {
  display: block;
  box-sizing: border-box;
  min-inline-size: 0;
  max-block-size: 100%;
  overflow: auto;
  container: jitsi-live-questions / inline-size;
  border: 1px solid var(--_border);
  border-radius: var(--_radius);
  background: var(--_surface);
  color: var(--_text);
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
.questions { display: grid; gap: 0.75rem; padding: 1rem; overflow-wrap: anywhere; }
h2, h3, p, ol { margin: 0; padding: 0; }
h2:focus, h3:focus { outline: none; }
h2:focus-visible, h3:focus-visible, .card:focus-visible { outline: 3px solid var(--_accent); outline-offset: 2px; }
.head { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; align-items: baseline; justify-content: space-between; }
.title { font-size: 1.125em; line-height: 1.25; }
.export, .hint, .counter, .meta { color: var(--_muted); font-size: 0.875em; }
.export-link { display: inline-block; padding: 0.8em 0.5em; color: var(--_accent); }
.head .export { margin-block: -0.8em; }
.ask-form, .editor { display: grid; gap: 0.375rem; }
.ask-label, .editor label { font-weight: 600; }
textarea, select {
  box-sizing: border-box;
  inline-size: 100%;
  min-block-size: 2.75rem;
  padding: 0.5em 0.75em;
  border: 1px solid var(--_muted);
  border-radius: 0.5rem;
  background: none;
  color: inherit;
  font: inherit;
  resize: vertical;
}
select, option { background: var(--_surface); color: var(--_text); }
textarea[aria-invalid="true"] { border-color: var(--_danger); }
.counter { justify-self: end; font-variant-numeric: tabular-nums; }
.counter.over, .problem { color: var(--_danger); font-weight: 600; }
.ask-below { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; justify-content: space-between; }
.ask-anonymous { display: inline-flex; gap: 0.6em; align-items: center; min-block-size: 2.75rem; cursor: pointer; }
.ask-anonymous input { inline-size: 1.25rem; block-size: 1.25rem; margin: 0; accent-color: var(--_accent); }
.told { padding: 0.5em 0.75em; border-radius: 0.5rem; background: var(--_notice); }
.button, .vote, .more-button {
  box-sizing: border-box;
  min-block-size: 2.75rem;
  min-inline-size: 2.75rem;
  padding: 0.4em 1em;
  border: 1px solid transparent;
  border-radius: 0.5rem;
  background: var(--_accent);
  color: var(--_on-accent);
  font: inherit;
  font-weight: 600;
  cursor: pointer;
}
.button.quiet, .more-button { border-color: var(--_border); background: none; color: inherit; font-size: 0.9375em; font-weight: 500; padding-inline: 0.75em; }
:focus-visible { outline: 3px solid var(--_accent); outline-offset: 2px; }
[aria-busy="true"] .button, [aria-busy="true"] .more-button { opacity: 0.6; cursor: progress; }
.lists { display: grid; gap: 1.25rem; min-inline-size: 0; }
/* Over the list, so that nothing moves when it comes. */
.news-place { position: sticky; inset-block-start: 0.5rem; z-index: 1; block-size: 0; margin-block-end: -1.25rem; display: grid; justify-items: center; }
.news { box-shadow: 0 0.25rem 0.75rem rgb(0 0 0 / 25%); }
.section-title { margin-block-end: 0.5rem; color: var(--_muted); font-size: 0.9375em; }
details > summary { cursor: pointer; }
summary .section-title { display: inline-block; padding-block: 0.8em; margin: 0; }
.list { display: grid; gap: 0.5rem; list-style: none; }
.section > .more { margin-block-start: 0.5rem; }
.card {
  display: grid;
  grid-template-columns: auto minmax(0, 1fr);
  gap: 0.75rem;
  padding: 0.75rem;
  border: 1px solid var(--_border);
  border-radius: 0.5rem;
}
.card.pinned { border-color: var(--_accent); border-inline-start-width: 4px; }
.card-main { display: grid; gap: 0.375rem; min-inline-size: 0; grid-column: 2; }
.vote[hidden] + .votes[hidden] + .card-main { grid-column: 1 / -1; }
.vote, .votes {
  display: grid;
  justify-items: center;
  align-content: center;
  align-self: start;
  box-sizing: border-box;
  min-inline-size: 2.75rem;
  padding: 0.25em 0.6em 0.4em;
  border: 1px solid var(--_border);
  font-weight: 600;
  background: none;
  color: inherit;
  line-height: 1.1;
  font-variant-numeric: tabular-nums;
}
.votes { border-color: transparent; color: var(--_muted); }
.vote svg, .votes svg { inline-size: 1.25rem; block-size: 1.25rem; fill: none; stroke: currentColor; stroke-width: 2; stroke-linejoin: round; }
.vote[aria-pressed="true"] { border-color: var(--_accent); color: var(--_accent); }
.vote[aria-pressed="true"] svg { fill: currentColor; }
.text { white-space: pre-line; }
.meta { display: flex; flex-wrap: wrap; gap: 0.125rem 0.6rem; align-items: baseline; }
.badges { display: contents; }
.badge { padding: 0 0.5em; border: 1px solid var(--_border); border-radius: 1em; color: var(--_text); }
.reply { padding-inline-start: 0.75rem; border-inline-start: 3px solid var(--_accent); }
.reply-title { color: var(--_muted); font-size: 0.875em; font-weight: 600; }
.reply-text { white-space: pre-line; }
.card-actions, .actions { display: flex; flex-wrap: wrap; gap: 0.375rem; align-items: start; }
.more-button { display: inline-grid; align-content: center; }
.more[open] > .actions { margin-block-start: 0.375rem; }
.more[open] { flex: 1 0 100%; }
.unseen {
  position: absolute;
  inline-size: 1px;
  block-size: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}
@container jitsi-live-questions (max-width: 16rem) {
  .card { grid-template-columns: minmax(0, 1fr); }
  .card-main { grid-column: 1; grid-row: 1; }
  .vote, .votes { justify-self: start; }
}
`;
