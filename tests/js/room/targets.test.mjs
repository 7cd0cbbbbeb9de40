// Nothing that is shipped needs newer browsers than those in src/js/targets.mjs, by MDN's data. The
// build refuses newer syntax; here it is functions, properties and CSS. A name that several
// interfaces have counts as its oldest.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";

import { transformSync } from "esbuild";

import { TARGETS } from "../../../src/js/targets.mjs";

const bcd = createRequire(import.meta.url)("@mdn/browser-compat-data");
const root = new URL("../../../", import.meta.url);
const shipped = new URL("src/django_jitsi_live/static/jitsi_live/", root);

/** Names of our own, and of Jitsi's API, that something newer in browsers happens to have too. */
const OURS = new Set(
  [
    "actions badge command config connection dispatch displayName dispose effects element forget icon local",
    "lost number properties retry run subject tile token tracks transition until use watch when",
  ].flatMap((words) => words.split(" ")),
);

/** Newer, and not needed: elsewhere the page does without. */
const OPTIONAL = new Set([
  "featurePolicy", // which devices the frame may not use, Chromium alone says
  "permissionsPolicy",
  "allowsFeature",
]);

const IGNORED = new Set([...OURS, ...OPTIONAL]);

function filesNamed(ending) {
  const names = readdirSync(shipped, { recursive: true }).filter((name) => name.endsWith(ending));
  return names.map((name) => readFileSync(new URL(name, shipped), "utf-8"));
}

const [, styleOfRoom] = readFileSync(new URL("src/js/room/style.js", root), "utf-8").split("`");
const withoutComments = (text) => transformSync(text, { minifyWhitespace: true }).code;
const scripts = filesNamed(".js").map((text) => withoutComments(text.replace(styleOfRoom, "")));
const styles = [styleOfRoom, ...filesNamed(".css")].map((text) =>
  text.replace(/\/\*[\s\S]*?\*\//g, ""),
);

const asNumber = (version) => Number.parseFloat(String(version).replace("≤", ""));

/** Since which version a browser has it, without prefix or flag; Infinity where it has not. */
function since(compat, browser) {
  const statements = [compat.support[browser] ?? []].flat();
  const whole = statements.filter(
    ({ version_added, version_removed, prefix, alternative_name, flags }) =>
      version_added &&
      version_added !== "preview" &&
      !version_removed &&
      !prefix &&
      !alternative_name &&
      !flags,
  );
  return Math.min(...whole.map(({ version_added }) => asNumber(version_added)));
}

/** Features by name, from a part of MDN's data. */
function index(tree, features = new Map()) {
  for (const [key, value] of Object.entries(tree)) {
    if (key !== "__compat" && value && typeof value === "object") {
      if (value.__compat) {
        const name = key.replace(/_static$/, "");
        features.set(name, [...(features.get(name) ?? []), value.__compat]);
      }
      index(value, features);
    }
  }
  return features;
}

/** Those of the names that MDN knows, and that some target has in none of their meanings. */
function tooNew(names, features, ignored = new Set()) {
  const isMissing = (name) =>
    Object.entries(TARGETS).some(([browser, version]) =>
      features.get(name).every((compat) => since(compat, browser) > version),
    );
  const known = [...new Set(names)].filter((name) => features.has(name) && !ignored.has(name));
  return known.filter(isMissing);
}

const found = (texts, pattern) =>
  texts.flatMap((text) => [...text.matchAll(pattern)].map(([, name]) => name));

const api = index({ api: bcd.api, builtins: bcd.javascript.builtins });
const css = index({ properties: bcd.css.properties, types: bcd.css.types });
const selectors = index(bcd.css.selectors);
const atRules = index(bcd.css["at-rules"]);

test("scripts use no property or method that is too new", () => {
  assert.deepEqual(tooNew(found(scripts, /\.([A-Za-z]\w+)/g), api, IGNORED), []);
});

test("scripts use no function or class that is too new", () => {
  assert.deepEqual(tooNew(found(scripts, /(?<![.\w#])([A-Za-z]\w+)\(/g), api, IGNORED), []);
});

test("scripts use no syntax that is too new", () => {
  const target = Object.entries(TARGETS).map(([browser, version]) => `${browser}${version}`);
  for (const script of scripts) {
    // esbuild does not tell which, although all three have those that are used here.
    const supported = { "regexp-unicode-property-escapes": true };
    const options = { target, supported, minifyWhitespace: true };
    assert.equal(transformSync(script, options).code, script);
  }
});

test("styles use no property that is too new", () => {
  assert.deepEqual(tooNew(found(styles, /[;{]\s*([a-z-]+)\s*:/g), css), []);
});

test("styles use no function that is too new", () => {
  assert.deepEqual(tooNew(found(styles, /([a-z-]+)\(/g), css), []);
});

test("styles use no selector and no at-rule that is too new", () => {
  assert.deepEqual(tooNew(found(styles, /:([a-z-]+)/g), selectors), []);
  assert.deepEqual(tooNew(found(styles, /@([a-z-]+)/g), atRules), []);
});

test("what is too new is found", () => {
  assert.deepEqual(tooNew(["getOrInsertComputed", "querySelector"], api), ["getOrInsertComputed"]);
  assert.deepEqual(tooNew(["text-box-trim", "color"], css), ["text-box-trim"]);
  assert.deepEqual(tooNew(["open", "hover"], selectors), ["open"]);
});

test("the docs name these browsers", () => {
  const page = readFileSync(new URL("docs/reference/javascript.md", root), "utf-8");
  for (const [browser, version] of Object.entries(TARGETS)) {
    const name = browser[0].toUpperCase() + browser.slice(1);
    assert.match(page, new RegExp(`\\| ${name} \\| ${String(version).replace(".", "\\.")} \\|`));
  }
});
