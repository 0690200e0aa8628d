import assert from "node:assert/strict";
import { type CandlesWanted, ChartFeed, type FetchCandles } from "@/lib/client/chart/feed.ts";
import { PriceHistory } from "@/lib/market/history/history.ts";

const MINUTE = 60_000;
const NOW = 10_000 * MINUTE;
const HOUR = 60 * MINUTE;

/** A server with a price each minute from its start on, but for a gap. */
function server({ start = NOW - 3_000 * MINUTE, hole = [0, 0] as readonly [number, number] } = {}) {
  const history = new PriceHistory();
  for (let at = start; at <= NOW; at += MINUTE) {
    if (at < hole[0] || at >= hole[1]) history.append(at, at / MINUTE);
  }
  const asked: CandlesWanted[] = [];
  const fetchCandles: FetchCandles = (wanted) => {
    asked.push(wanted);
    const candles = history.candles(wanted.from, wanted.to, wanted.stepMs);
    return Promise.resolve({ candles });
  };
  return { history, asked, fetchCandles, start };
}

function feedOn(fetchCandles: FetchCandles, start: number | null) {
  const changes: number[] = [];
  const feed = new ChartFeed({
    fetchCandles,
    span: { lengthMs: HOUR, stepMs: MINUTE },
    now: () => NOW,
    historyStart: () => start,
    onChange: (_series, from) => changes.push(from),
  });
  return { feed, changes };
}

Deno.test("ChartFeed loads its span and then page after page, until the history begins and nobody knows more", async () => {
  const { history, asked, fetchCandles, start } = server();
  const { feed } = feedOn(fetchCandles, start);
  assert.equal(await feed.load(), true);
  assert.equal(feed.series.candles.length, 61);
  while (feed.hasOlder) await feed.loadOlder();
  assert.deepEqual(feed.series.candles, history.candles(start, NOW, MINUTE));
  await feed.loadOlder();
  const pages = Math.ceil((3_000 - 60) / 600);
  assert.equal(asked.length, 1 + pages + 1, "what is before it is asked for once");
});

Deno.test("ChartFeed catches up all that was missed, also after a price was heard or asking failed", async () => {
  const { history, fetchCandles, start } = server();
  const from = NOW - HOUR;
  let now = NOW - 30 * MINUTE;
  let isReached = true;
  const feed = new ChartFeed({
    fetchCandles: (wanted) => isReached ? fetchCandles(wanted) : Promise.resolve(null),
    span: { lengthMs: now - from, stepMs: MINUTE },
    now: () => now,
    historyStart: () => start,
    onChange: () => {},
  });
  await feed.load();
  now = NOW;
  feed.hear(NOW, NOW / MINUTE);
  isReached = false;
  assert.equal(await feed.catchUp(), false);
  isReached = true;
  assert.equal(await feed.catchUp(), true);
  assert.deepEqual(feed.series.candles, history.candles(from, NOW, MINUTE));
});

Deno.test("ChartFeed goes on over a gap in the prices", async () => {
  const hole = [NOW - 2_500 * MINUTE, NOW - 500 * MINUTE] as const;
  const { history, fetchCandles, start } = server({ hole });
  const { feed } = feedOn(fetchCandles, start);
  await feed.load();
  while (feed.hasOlder) await feed.loadOlder();
  assert.deepEqual(feed.series.candles, history.candles(start, NOW, MINUTE));
});

Deno.test("ChartFeed stops after some empty pages when nobody says where the history begins", async () => {
  const { asked, fetchCandles } = server({ start: NOW - 10 * MINUTE });
  const { feed } = feedOn(fetchCandles, null);
  await feed.load();
  for (let tries = 0; tries < 10; tries++) await feed.loadOlder();
  assert.equal(asked.length, 1 + 3);
});

Deno.test("ChartFeed asks for one page at a time", async () => {
  const { asked, fetchCandles, start } = server();
  const { feed } = feedOn(fetchCandles, start);
  await feed.load();
  await Promise.all([feed.loadOlder(), feed.loadOlder(), feed.loadOlder()]);
  assert.equal(asked.length, 2);
});

Deno.test("ChartFeed keeps what it has when the server cannot be asked, and asks again", async () => {
  const { fetchCandles, start } = server();
  let isDown = true;
  const { feed } = feedOn((wanted) => isDown ? Promise.resolve(null) : fetchCandles(wanted), start);
  assert.equal(await feed.load(), false);
  isDown = false;
  assert.equal(await feed.load(), true);
  isDown = true;
  await feed.loadOlder();
  assert.equal(feed.series.candles.length, 61);
  isDown = false;
  await feed.loadOlder();
  assert.equal(feed.series.candles.length, 661);
});

Deno.test("ChartFeed tells from where on a price changed the candles, and nothing for the same price", async () => {
  const { fetchCandles, start } = server();
  const { feed, changes } = feedOn(fetchCandles, start);
  await feed.load();
  changes.length = 0;
  feed.hear(NOW + 1_000, 7);
  feed.hear(NOW + 2_000, 7);
  feed.hear(NOW + 2 * MINUTE, 8);
  assert.deepEqual(changes, [NOW, NOW]);
});

Deno.test("ChartFeed makes good what it missed", async () => {
  const { history, fetchCandles, start } = server();
  const { feed } = feedOn(fetchCandles, start);
  await feed.load();
  for (let minute = 1; minute <= 5; minute++) history.append(NOW + minute * MINUTE, minute);
  feed.hear(NOW + 5 * MINUTE, 5);
  const later = new ChartFeed({
    fetchCandles,
    span: { lengthMs: HOUR, stepMs: MINUTE },
    now: () => NOW + 5 * MINUTE,
    historyStart: () => start,
    onChange: () => {},
  });
  await later.load(feed.series.from);
  assert.deepEqual(later.series.candles.at(-1)?.at, NOW + 5 * MINUTE);
});

const START = NOW - 600 * MINUTE;
const bar = (at: number, price: number) => ({
  at,
  ...{ open: price, high: price, low: price, close: price },
});

/** What is told of the pages before the history, and what a chart has and says after two tries. */
const OLDER = [
  ["tells it", (from: number, to: number) => [bar(from, 1), bar(to - MINUTE, 2)], null, 2],
  ["tells a part of it", (_: number, to: number) => [bar(to - MINUTE, 2)], "It began then", 1],
  ["knows nothing of it", () => [], "It is limited", 1],
  ["has no trade in it", () => [], null, 2],
] as const;

for (const [what, barsOf, problem, tries] of OLDER) {
  Deno.test(`ChartFeed goes on before the history where the source ${what}`, async () => {
    const { fetchCandles } = server({ start: START });
    const asked: CandlesWanted[] = [];
    const told: (string | null)[] = [];
    const feed = new ChartFeed({
      fetchCandles: (wanted) => {
        if (wanted.from >= START) return fetchCandles(wanted);
        asked.push(wanted);
        return Promise.resolve({
          candles: barsOf(wanted.from, wanted.to + 1),
          older: { source: "binance", before: "", step: 60, problem },
        });
      },
      span: { lengthMs: HOUR, stepMs: MINUTE },
      now: () => NOW,
      historyStart: () => START,
      onChange: () => {},
      onOlder: (problem) => told.push(problem),
    });
    await feed.load();
    while (asked.length === 0) await feed.loadOlder();
    await feed.loadOlder();
    assert.deepEqual(told, Array(tries).fill(problem));
    assert.equal(asked.length, tries, "what came to nothing is left alone for a while");
    const first = asked[0];
    assert.equal(first?.to, START - 1);
    const starts = feed.series.candles.map(({ at }) => at);
    assert.deepEqual(starts, [...new Set(starts)].sort((a, b) => a - b));
    assert.equal(starts.includes(START - MINUTE), barsOf(0, START).length > 0);
    const last = tries === 2 ? asked[1]?.from : starts[0];
    assert.equal(feed.series.from, last, "an empty stretch is shown only where the source told it");
  });
}

Deno.test("ChartFeed asks again for what the source did not tell, after a while", async () => {
  const { fetchCandles } = server({ start: START });
  let now = NOW;
  let isLimited = true;
  const feed = new ChartFeed({
    fetchCandles: (wanted) => {
      if (wanted.from >= START) return fetchCandles(wanted);
      const older = { source: "binance", before: "", step: 60 } as const;
      return Promise.resolve(
        isLimited
          ? { candles: [], older: { ...older, problem: "It is limited" } }
          : { candles: [bar(wanted.to + 1 - MINUTE, 2)], older: { ...older, problem: null } },
      );
    },
    span: { lengthMs: HOUR, stepMs: MINUTE },
    now: () => now,
    historyStart: () => START,
    onChange: () => {},
  });
  await feed.load();
  while (feed.hasOlder) await feed.loadOlder();
  isLimited = false;
  await feed.loadOlder();
  assert.equal(feed.series.candles[0]?.at, START);
  now += 30_000;
  await feed.loadOlder();
  assert.equal(feed.series.candles[0]?.at, START - MINUTE);
});

Deno.test("ChartFeed takes the first step of the history anew, with its beginning", async () => {
  const inside = START + 30_000;
  const asked: CandlesWanted[] = [];
  const feed = new ChartFeed({
    fetchCandles: (wanted) => {
      asked.push(wanted);
      const isOlder = wanted.from < START;
      const candles = isOlder ? [bar(START - MINUTE, 2), bar(START, 3)] : [bar(START, 4)];
      return Promise.resolve({ candles });
    },
    span: { lengthMs: NOW - START, stepMs: MINUTE },
    now: () => NOW,
    historyStart: () => inside,
    onChange: () => {},
  });
  await feed.load();
  await feed.loadOlder();
  assert.equal(asked[1]?.to, START + MINUTE - 1);
  assert.deepEqual(feed.series.candles, [bar(START - MINUTE, 2), bar(START, 3)]);
});
