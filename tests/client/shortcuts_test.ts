import assert from "node:assert/strict";
import { SHORTCUTS } from "@/components/page/ShortcutsDialog.tsx";
import { type KeyPlace, SHORTCUT_KEYS, shortcutOf } from "@/components/page/Shortcuts.tsx";

const TYPED_MS = 2_000;

const PRESS = {
  ...{ ctrlKey: false, metaKey: false, altKey: false },
  ...{ repeat: false, isComposing: false, defaultPrevented: false },
};
const PAGE: KeyPlace = { isTyping: false, dialog: "none", sinceTyped: Infinity };

const ROWS: readonly (readonly [
  says: string,
  key: string,
  press: Partial<typeof PRESS>,
  place: Partial<KeyPlace>,
  expected: string | null,
])[] = [
  ["takes a key of the list", "a", {}, {}, "a"],
  ["takes ? as it is typed", "?", {}, {}, "?"],
  ["leaves other letters alone", "q", {}, {}, null],
  ["leaves keys with names alone", "Enter", {}, {}, null],
  ["leaves the browser’s own keys alone", "f", { ctrlKey: true }, {}, null],
  ["leaves the system’s own keys alone", "s", { metaKey: true }, {}, null],
  ["leaves what is put together from several keys alone", "a", { isComposing: true }, {}, null],
  ["leaves what another part took alone", "a", { defaultPrevented: true }, {}, null],
  ["is off while somebody types", "s", {}, { isTyping: true }, null],
  ["is off in a dialog", "a", {}, { dialog: "other" }, null],
  ["silences what rings", "s", {}, { dialog: "ringing" }, "s"],
  ["does nothing else while it rings", "a", {}, { dialog: "ringing" }, null],
  ["silences nothing in the middle of a word", "s", {}, {
    ...{ dialog: "ringing", sinceTyped: TYPED_MS - 1 },
  }, null],
  ["silences once a hand has rested", "s", {}, { dialog: "ringing", sinceTyped: TYPED_MS }, "s"],
  ["goes on through rows while a key is held", "j", { repeat: true }, {}, "j"],
  ["sets nothing twice while a key is held", "a", { repeat: true }, {}, null],
];

for (const [says, key, press, place, expected] of ROWS) {
  Deno.test(`shortcutOf() ${says}`, () => {
    assert.equal(shortcutOf({ ...PRESS, key, ...press }, { ...PAGE, ...place }), expected);
  });
}

Deno.test("SHORTCUTS tells of every key that acts, and of no single key that does not", () => {
  const told = SHORTCUTS.flatMap(({ shortcuts }) => shortcuts).flatMap(({ keys }) => keys)
    .filter((key) => /^[\x20-\x7e]$/.test(key) && key !== "+");
  assert.deepEqual(new Set(told), new Set(SHORTCUT_KEYS));
});
