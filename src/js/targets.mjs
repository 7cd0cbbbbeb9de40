// The oldest browsers that work, as docs/reference/javascript.md says. The build refuses syntax, and
// `tests/js/room/targets.test.mjs` other features, that are newer.

export const TARGETS = { chrome: 123, firefox: 121, safari: 17.5 };
