// The words of the questions, and what a page may put in their place.

import assert from "node:assert/strict";
import { test } from "node:test";

import { QUESTIONS_TEXTS, textsWith, wordsFrom } from "../../../src/js/questions/texts.js";

test("words of the page come before those of the site, and those before ours", () => {
  const texts = textsWith({ title: "Fragen", ask: "Fragen" }, { ask: "Los" });
  assert.deepEqual([texts.title, texts.ask, texts.vote], ["Fragen", "Los", QUESTIONS_TEXTS.vote]);
});

test("what is no text, or is no word of ours, is left out", () => {
  const odd = {
    title: 1,
    unknown: "x",
    get ask() {
      throw new Error("odd");
    },
  };
  assert.deepEqual(textsWith(odd, null, undefined), QUESTIONS_TEXTS);
});

test("values are put in their place, as text", () => {
  const words = wordsFrom(QUESTIONS_TEXTS);
  assert.equal(words("newMany", { count: 2 }), "2 new questions");
  assert.equal(words("unknown"), "");
  assert.equal(wordsFrom({})("ask"), "Ask");
});
