// Bundles the sources into the files that are shipped: `npm run build`. One file each, for
// ManifestStaticFilesStorage does not rewrite imports between modules. Into another folder with
// `npm run build -- FOLDER`.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

import { TARGETS } from "./targets.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const shipped = fileURLToPath(new URL("../django_jitsi_live/static/jitsi_live", import.meta.url));
const banner = "// Built from src/js by `npm run build`: change the sources, not this file.";

/** Comments are for those who read the sources; browsers need not load them. */
const COMMENTS = [/^ *(\/\*\*[\s\S]*?\*\/|\/\/.*)\n/gm, /(?<=[,;{]) +\/\/ .*$/gm];
const withoutComments = {
  name: "without-comments",
  setup({ onLoad }) {
    onLoad({ filter: /\.js$/ }, ({ path }) => {
      const source = readFileSync(path, "utf8");
      return { contents: COMMENTS.reduce((text, comment) => text.replace(comment, ""), source) };
    });
  },
};

await build({
  absWorkingDir: here,
  entryPoints: {
    room: "room/index.js",
    replay: "replay/index.js",
    "practice/room": "practice/index.js",
  },
  outdir: process.argv[2] ?? shipped,
  bundle: true,
  format: "esm",
  charset: "utf8",
  target: Object.entries(TARGETS).map(([browser, version]) => `${browser}${version}`),
  banner: { js: banner },
  plugins: [withoutComments],
  logLevel: "warning",
  logOverride: { "unsupported-feature": "error" },
});
