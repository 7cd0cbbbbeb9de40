// The oldest browsers that work, as docs/reference/javascript.md says. The build refuses syntax, and
// `tests/js/room/targets.test.mjs` other features, that are newer.

export const TARGETS = { chrome: 105, firefox: 115, safari: 16.4 };
