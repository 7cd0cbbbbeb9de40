import { attempt } from "./report.js";

/** Light and dark; pages set others by `--jitsi-live-` and the name. */
const COLOURS = {
  text: ["#16202c", "#e8edf3"],
  muted: ["#4c5a6a", "#a9b6c4"],
  surface: ["#fff", "#1a222c"],
  border: ["#d4dbe3", "#384554"],
  accent: ["#1d5fd1", "#8ab4ff"],
  "on-accent": ["#fff", "#0b1a33"],
  danger: ["#b3261e", "#ff9d94"],
  "on-danger": ["#fff", "#3b0805"],
  notice: ["#fff4d6", "#3d3214"],
};

export const colours = (value) =>
  Object.entries(COLOURS)
    .map(([name, pair]) => `--_${name}: var(--jitsi-live-${name}, ${value(...pair)});`)
    .join("\n  ");

export const light = (colour) => colour;
export const dark = (_, colour) => colour;
export const lightDark = (...pair) => `light-dark(${pair.join(", ")})`;

const sheets = new Map();

/** One style sheet, shared by all elements of the page that have these styles. */
function styleSheet(styles) {
  if (!sheets.has(styles)) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    sheets.set(styles, sheet);
  }
  return sheets.get(styles);
}

/** Where sheets cannot be made by script, the tree has an element, with the nonce that the page's
 * Content Security Policy may ask for. */
export function addStyle(root, nonce, styles) {
  const isShared = "adoptedStyleSheets" in root && globalThis.CSSStyleSheet?.prototype.replaceSync;
  if (isShared && attempt(() => adopt(root, styles))) {
    return;
  }
  const style = document.createElement("style");
  style.nonce = nonce ?? "";
  style.textContent = styles;
  root.prepend(style);
}

function adopt(root, styles) {
  root.adoptedStyleSheets = [styleSheet(styles)];
  return true;
}
