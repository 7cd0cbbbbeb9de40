// Languages, as pages name them.

import assert from "node:assert/strict";
import { test } from "node:test";

import { languageOf, usableLanguage } from "../../../src/js/room/language.js";

const NAMED = {
  de: "de",
  "de-AT": "de-AT",
  de_DE: "de-DE",
  "de_DE.UTF-8": "de-DE",
  "de_DE@euro": "de-DE",
  "de-": "de",
  "de--DE": "de-DE",
  zh_Hant_TW: "zh-Hant-TW",
  "fr,en": "fr",
  "fr, en;q=0.5": "fr",
  " nb ": "nb",
  "en-US-": "en-US",
  "pt-BR-!": "pt",
};

for (const [tag, language] of Object.entries(NAMED)) {
  test(`"${tag}" is meant as ${language}`, () => assert.equal(usableLanguage(tag), language));
}

const NAMELESS = ["", " ", "C", "*", "x-klingon", "123", "-de", "_", "{{ lang }}", "\ud800", "語"];

for (const tag of NAMELESS) {
  test(`"${tag}" names no language`, () => assert.equal(usableLanguage(tag), undefined));
}

test("Intl takes whatever is called usable", () => {
  const parts = [
    "de",
    "DE",
    "C",
    "",
    "-",
    "_",
    ",",
    "x",
    "ü",
    "a1",
    "u-nu-x",
    "Latn",
    "1994",
    "@",
    "\0",
  ];
  for (const first of parts) {
    for (const second of parts) {
      for (const third of parts) {
        const tag = `${first}_${second}-${third}`;
        new Intl.DateTimeFormat(usableLanguage(tag), { dateStyle: "full" }).format(0);
      }
    }
  }
});

const ancestor = (lang) => ({ getAttribute: () => lang });

test("the nearest ancestor names the language, also through shadow trees", () => {
  const host = { closest: () => ancestor("fr_CA"), getRootNode: () => ({}) };
  const element = { closest: () => null, getRootNode: () => ({ host }) };
  assert.equal(languageOf(element), "fr-CA");
  assert.equal(languageOf({ closest: () => null, getRootNode: () => ({}) }), undefined);
});
