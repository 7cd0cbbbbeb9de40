// Writes docs/reference/room-states.md from the table of transitions: `npm run states`. Another file
// with `npm run states -- FILE`.

import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { STATES, TRANSITIONS } from "../../tests/js/room/transitions.mjs";

const HEAD = `# States of the room

\`<jitsi-live-room>\` is driven by a state machine: an event leads from a state to a state, and to
effects, which the element then runs in this order. What each state shows is listed in
[JavaScript](javascript.md#states). The tests run every row, and the page is made from the same table:
\`tests/js/room/transitions.mjs\`, by \`npm run states\`.

An event that is not in the table of a state leads to no other state from there. A state is followed by its reason,
if there is one. Effects have the seconds, the state or the code that they are about; \`dispatch\` is an
event for the page.
`;

const NONE = "(none)";
const NOTHING = "–";
const SAME = "(stays)";
const code = (words) => `\`${words}\``;

function row({ when, event, to, effects }) {
  const cells = [
    when,
    code(event.type),
    to === null ? NONE : to === "same" ? SAME : code(to),
    effects.map(code).join(", ") || NOTHING,
  ];
  return `| ${cells.join(" | ")} |`;
}

function section(name) {
  const rows = TRANSITIONS.filter(({ from }) => from.includes(name)).map(row);
  const head = "| when | event | leads to | effects |\n|---|---|---|---|";
  return `\n## ${name}\n\n${head}\n${rows.join("\n")}\n`;
}

const page = HEAD + STATES.map(section).join("");
const file =
  process.argv[2] ?? fileURLToPath(new URL("../../docs/reference/room-states.md", import.meta.url));
writeFileSync(file, page);
