// Bundles the sources into the files that are shipped: `npm run build`. One file each, for
// ManifestStaticFilesStorage does not rewrite imports between modules. Into another folder with
// `npm run build -- FOLDER`.

import { fileURLToPath } from "node:url";

import { build } from "esbuild";

import { TARGETS } from "./targets.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const shipped = fileURLToPath(new URL("../django_jitsi_live/static/jitsi_live", import.meta.url));
const banner = "// Built from src/js by `npm run build`: change the sources, not this file.";

await build({
  absWorkingDir: here,
  entryPoints: { room: "room/index.js", "practice/room": "practice/index.js" },
  outdir: process.argv[2] ?? shipped,
  bundle: true,
  format: "esm",
  charset: "utf8",
  target: Object.entries(TARGETS).map(([browser, version]) => `${browser}${version}`),
  banner: { js: banner },
  logLevel: "warning",
  logOverride: { "unsupported-feature": "error" },
});
