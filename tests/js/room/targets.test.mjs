// Nothing that is shipped needs newer browsers than those in src/js/targets.mjs, by MDN's data. The
// build refuses newer syntax; here it is functions, properties and CSS. A name that several
// interfaces have counts as its oldest.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";

import { transformSync } from "esbuild";

import { STYLES as QUESTIONS_STYLES } from "../../../src/js/questions/style.js";
import { REPLAY_STYLES } from "../../../src/js/replay/style.js";
import { STYLES } from "../../../src/js/room/style.js";
import { TARGETS } from "../../../src/js/targets.mjs";

const bcd = createRequire(import.meta.url)("@mdn/browser-compat-data");
const root = new URL("../../../", import.meta.url);
const shipped = ["static/jitsi_live/", "questions/static/jitsi_live_questions/"].map(
  (folder) => new URL(`src/django_jitsi_live/${folder}`, root),
);
const templatesFolders = ["templates/", "questions/templates/"].map(
  (folder) => new URL(`src/django_jitsi_live/${folder}`, root),
);

/** Names of our own, and of Jitsi's API, that something newer in browsers happens to have too. */
const OURS = new Set(
  [
    "actions adopt badge camera capture changed command config connection dispatch displayName dispose draw drop effects endpoints",
    "element first forget hand icon local login lost mediaType number percent properties queue removed requested restore retry role run seconds session sources subject",
    "tile to token tracks transcript transition turn until use watch when",
  ].flatMap((words) => words.split(" ")),
);

/** Newer, and not needed: elsewhere the page does without. */
const OPTIONAL = new Set([
  "keepalive", // Firefox before 133 may lose what is said while a tab is closed
  "featurePolicy", // which devices the frame may not use, Chromium alone says
  "allowsFeature",
]);

const IGNORED = new Set([...OURS, ...OPTIONAL]);

function filesNamed(ending, folders = shipped) {
  return folders.filter(existsSync).flatMap((folder) => {
    const names = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(ending));
    return names.map((name) => readFileSync(new URL(name, folder), "utf-8"));
  });
}

const stylesInScripts = /STYLES ?= ?`[^`]*`/g;
const withoutComments = (text) => transformSync(text, { minifyWhitespace: true }).code;
const scripts = filesNamed(".js").map((text) =>
  withoutComments(text.replace(stylesInScripts, "STYLES = ''")),
);
/** What is in `@supports` is for browsers that have it. */
const always = (text) =>
  text
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/@supports[^{]*\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}/g, "");
const styles = [STYLES, REPLAY_STYLES, QUESTIONS_STYLES, ...filesNamed(".css")].map(always);
const templates = filesNamed(".html", templatesFolders);

const asNumber = (version) => Number.parseFloat(String(version).replace("≤", ""));

/** Since which version a browser has it, without prefix or flag; Infinity where it has not. */
function since(compat, browser) {
  const statements = [compat.support[browser] ?? []].flat();
  const isOn = ({ version_added, prefix, alternative_name, flags }) =>
    version_added && version_added !== "preview" && !prefix && !alternative_name && !flags;
  // What a browser had in part until it had the whole, it had all the time.
  const whole = statements.filter(
    (statement) =>
      isOn(statement) &&
      (!statement.version_removed ||
        statements.some(({ version_added }) => version_added === statement.version_removed)),
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
const globals = new Map(
  [bcd.api, bcd.api.Window, bcd.api._globals ?? {}, bcd.javascript.builtins]
    .flatMap((tree) => Object.entries(tree))
    .filter(([, { __compat }]) => __compat)
    .map(([name, { __compat }]) => [name, [__compat]]),
);
const css = index({ properties: bcd.css.properties, types: bcd.css.types });
const selectors = index(bcd.css.selectors);
const atRules = index(bcd.css["at-rules"]);
const html = index(bcd.html);
/** The data names units in groups. */
const units = new Map(
  Object.entries(bcd.css.types.length).map(([name, tree]) => [name, tree.__compat]),
);
const GROUPS = { s: "small", l: "large", d: "dynamic", c: "container_query_length_units" };

function unitCompat(unit) {
  const group = GROUPS[unit[0]];
  const isViewport = /^[sld]v(?:[hwib]|min|max)$/.test(unit);
  const isContainer = /^cq(?:[hwib]|min|max)$/.test(unit);
  const name = isViewport ? `viewport_percentage_units_${group}` : isContainer ? group : unit;
  return units.get(name);
}

const unitsByName = new Map(
  found(styles, /\d([a-z]+)\b/g).flatMap((unit) =>
    unitCompat(unit) ? [[unit, [unitCompat(unit)]]] : [],
  ),
);

test("scripts use no property or method that is too new", () => {
  assert.deepEqual(tooNew(found(scripts, /(?<!\.)\.([A-Za-z]\w+)/g), api, IGNORED), []);
});

test("scripts set no property of an element that is too new", () => {
  assert.deepEqual(tooNew(found(scripts, /[{,]([A-Za-z]\w+):/g), api, IGNORED), []);
});

test("scripts use no function or class that is too new", () => {
  assert.deepEqual(tooNew(found(scripts, /(?<![.\w#])([A-Za-z]\w+)\(/g), api, IGNORED), []);
});

test("scripts name no class or global object that is too new", () => {
  assert.deepEqual(tooNew(found(scripts, /(?<![.\w#"'`])([A-Za-z]\w+)/g), globals, IGNORED), []);
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

test("styles use no unit that is too new", () => {
  assert.deepEqual(tooNew(unitsByName.keys(), unitsByName), []);
});

test("templates use no element and no attribute that is too new", () => {
  assert.deepEqual(tooNew(found(templates, /<([a-z]+)[\s>]/g), html), []);
  assert.deepEqual(tooNew(found(templates, /\s([a-z]+)=/g), html), []);
});

test("what is too new is found", () => {
  assert.deepEqual(tooNew(["getOrInsertComputed", "querySelector"], api), ["getOrInsertComputed"]);
  assert.deepEqual(tooNew(["text-box-trim", "color"], css), ["text-box-trim"]);
  assert.deepEqual(tooNew(["open", "has", "hover"], selectors), ["open", "has"]);
  assert.deepEqual(tooNew(["ariaLabel", "checkVisibility", "title"], api), [
    "ariaLabel",
    "checkVisibility",
  ]);
  assert.deepEqual(tooNew(["navigation", "Set", "Temporal"], globals), ["navigation", "Temporal"]);
  assert.deepEqual(tooNew(["light-dark", "color-mix", "calc"], css), ["light-dark", "color-mix"]);
  assert.deepEqual(tooNew(["closedby", "class"], html), ["closedby"]);
  assert.deepEqual(tooNew(["u"], new Map([["u", [unitCompat("svh")]]])), ["u"]);
});

test("what is guarded by @supports is not looked at", () => {
  const text = "a { b: c } @supports (x: y(z)) { d { e: f } @media g { h { i: j } } } k { l: m }";
  assert.equal(always(text).replace(/\s+/g, " "), "a { b: c } k { l: m }");
});

test("the docs name these browsers", () => {
  const page = readFileSync(new URL("docs/reference/javascript.md", root), "utf-8");
  for (const [browser, version] of Object.entries(TARGETS)) {
    const name = browser[0].toUpperCase() + browser.slice(1);
    assert.match(page, new RegExp(`\\| ${name} \\| ${String(version).replace(".", "\\.")} \\|`));
  }
});
