import assert from "node:assert/strict";
import { type BoardView, FIRST_VIEW, readViewCookie, viewCookie } from "@/lib/client/board/view.ts";

const VIEWS: readonly Partial<BoardView>[] = [
  {},
  { sort: "nearest", isReversed: true },
  { selection: "trouble", isCompact: true },
  { text: "btc/usdt; x=1 %2F ä" },
];

for (const changes of VIEWS) {
  Deno.test(`readViewCookie() reads what viewCookie wrote: ${JSON.stringify(changes)}`, () => {
    const view = { ...FIRST_VIEW, ...changes };
    const [pair] = viewCookie(view).split("; ");
    assert.deepEqual(readViewCookie(`theme=dark; ${pair}; other=1`), view);
  });
}

const BAD = [null, "", "board", "board=", "board=x/y/z/%/%E0%A4%A", "boards=nearest///"];

for (const header of BAD) {
  Deno.test(`readViewCookie() takes the first view from ${JSON.stringify(header)}`, () => {
    assert.deepEqual(readViewCookie(header), FIRST_VIEW);
  });
}

Deno.test("viewCookie() stays small, whatever is typed", () => {
  assert.ok(viewCookie({ ...FIRST_VIEW, text: "ä".repeat(5_000) }).length < 500);
});
