import assert from "node:assert/strict";
import { DrawingPace, PriceWatch } from "@/lib/client/watching.ts";

/** A page whose connection, sight and time a test moves. */
function setUp() {
  const page = { isConnected: true, isHidden: false };
  const asked: unknown[] = [];
  const due: (() => void)[] = [];
  const watch = new PriceWatch({
    ask: (what) => {
      if (page.isConnected) asked.push(what);
      return page.isConnected;
    },
    isHidden: () => page.isHidden,
    later: (run) => void due.push(run),
  });
  /** A tenth of a second passes. */
  const pass = () => due.splice(0).forEach((run) => run());
  return { page, watch, pass, news: () => asked.splice(0) };
}

const wants = (...pairs: string[]) => ({ pairs, hasOthers: false });
const [BOARD, LINE] = [Symbol(), Symbol()];
const NONE = { pairs: [], perSecond: 0 };

Deno.test("PriceWatch asks for what all parts of the page show, each pair once", () => {
  const { watch, pass, news } = setUp();
  watch.want(BOARD, wants("B", "A"));
  pass();
  watch.want(LINE, wants("C", "A"));
  pass();
  assert.deepEqual(news(), [
    { pairs: ["A", "B"], perSecond: 4 },
    { pairs: ["A", "B", "C"], perSecond: 4 },
  ]);
  watch.want(LINE, null);
  pass();
  watch.want(BOARD, { pairs: ["A"], hasOthers: true });
  pass();
  assert.deepEqual(news(), [
    { pairs: ["A", "B"], perSecond: 4 },
    { pairs: ["A"], perSecond: 4, others: "check" },
  ]);
});

Deno.test("PriceWatch asks at once, and while somebody scrolls for the newest rows a tenth of a second later", () => {
  const { watch, pass, news } = setUp();
  for (const row of ["A", "B", "C"]) watch.want(BOARD, wants(row));
  assert.deepEqual(news(), [{ pairs: ["A"], perSecond: 4 }]);
  pass();
  assert.deepEqual(news(), [{ pairs: ["C"], perSecond: 4 }]);
  pass();
  assert.deepEqual(news(), []);
});

Deno.test("PriceWatch asks for nothing while the page is hidden, and for its rows when it is back", () => {
  const { page, watch, pass, news } = setUp();
  watch.want(BOARD, wants("A"));
  pass();
  page.isHidden = true;
  watch.askSoon();
  pass();
  page.isHidden = false;
  watch.askSoon();
  assert.deepEqual(news(), [{ pairs: ["A"], perSecond: 4 }, NONE, { pairs: ["A"], perSecond: 4 }]);
});

Deno.test("PriceWatch asks again on every new connection, also for nothing", () => {
  const { page, watch, pass, news } = setUp();
  page.isConnected = false;
  watch.want(BOARD, wants("A"));
  page.isConnected = true;
  watch.opened();
  watch.opened();
  pass();
  assert.deepEqual(news(), [{ pairs: ["A"], perSecond: 4 }, { pairs: ["A"], perSecond: 4 }]);
  watch.want(BOARD, null);
  watch.opened();
  assert.deepEqual(news(), [NONE, NONE]);
});

/** How often prices are asked for after so many drawings of so long each. */
const PACES: readonly [ms: number, times: number, perSecond: number][] = [
  [20, 50, 4],
  [95, 50, 4],
  [150, 50, 2],
  [300, 50, 1],
  [5_000, 50, 1],
  [300, 1, 4],
];

for (const [ms, times, perSecond] of PACES) {
  Deno.test(`DrawingPace is ${perSecond} a second after ${times} drawings of ${ms} ms`, () => {
    const pace = new DrawingPace();
    for (let nth = 0; nth < times; nth++) pace.drew(ms);
    assert.equal(pace.perSecond, perSecond);
  });
}

Deno.test("DrawingPace grows again once drawing is easy", () => {
  const pace = new DrawingPace();
  for (let nth = 0; nth < 50; nth++) pace.drew(500);
  for (let nth = 0; nth < 50; nth++) pace.drew(10);
  assert.equal(pace.perSecond, 4);
});
