// Bundles the sources into the files that are shipped: `npm run build`. One file each, for
// ManifestStaticFilesStorage does not rewrite imports between modules. Into another folder with
// `npm run build -- FOLDER`.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

import { TARGETS } from "./targets.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const shipped = fileURLToPath(new URL("../django_jitsi_live/static/jitsi_live", import.meta.url));
const questions = fileURLToPath(
  new URL("../django_jitsi_live/questions/static/jitsi_live_questions", import.meta.url),
);
const banner = "// Built from src/js by `npm run build`: change the sources, not this file.";

/** Comments and white space are for those who read the sources; browsers need not load them. Names
 * stay, so that an exception in somebody's console still says where it was. */
const COMMENTS = [/^ *(\/\*\*[\s\S]*?\*\/|\/\/.*)\n/gm, /(?<=[,;{]) +\/\/ .*$/gm];
/** The bundler leaves style sheets, which are text for it, as they are. */
const OF_STYLES = [/ *\/\* [^*]* \*\//g, /^\s+/gm];
const withoutComments = {
  name: "without-comments",
  setup({ onLoad }) {
    onLoad({ filter: /\.js$/ }, ({ path }) => {
      const source = readFileSync(path, "utf8");
      const unread = path.endsWith("/style.js") ? [...COMMENTS, ...OF_STYLES] : COMMENTS;
      return { contents: unread.reduce((text, each) => text.replace(each, ""), source) };
    });
  },
};

const options = {
  absWorkingDir: here,
  bundle: true,
  format: "esm",
  charset: "utf8",
  target: Object.entries(TARGETS).map(([browser, version]) => `${browser}${version}`),
  banner: { js: banner },
  minifyWhitespace: true,
  plugins: [withoutComments],
  logLevel: "warning",
  logOverride: { "unsupported-feature": "error" },
};
const core = {
  room: "room/index.js",
  replay: "replay/index.js",
  "practice/room": "practice/index.js",
};
const [, , folder] = process.argv;
await build({ ...options, entryPoints: core, outdir: folder ?? shipped });
await build({
  ...options,
  entryPoints: { questions: "questions/index.js" },
  outdir: folder ?? questions,
});
