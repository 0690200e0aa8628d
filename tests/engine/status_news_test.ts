import assert from "node:assert/strict";
import { StatusNews } from "@/lib/program/status_announcer.ts";
import type { SourceStatus, Status } from "@/lib/protocol/frames.ts";
import { aStatus, moment } from "../client/samples.ts";

const using = (used: number, slowedToMs: number | null = null): Status => {
  const budget = { used, limit: 6_000, per: "minute", resetsAt: moment(60), slowedToMs } as const;
  const source: SourceStatus = {
    ...{ name: "binance", reachable: true, lastSuccessAt: moment(0), budget },
    ...{ failingSince: null, problem: null },
  };
  return aStatus({ sources: [source] });
};

const ROWS: readonly [string, Status, Status, boolean][] = [
  ["the same again", aStatus(), aStatus(), false],
  ["one more check", aStatus(), aStatus({ checks: { done: 2, failed: 0, skipped: 0 } }), false],
  ["a few more calls within the same percent", using(4), using(16), false],
  ["another percent of the budget", using(4), using(66), true],
  ["a source that is slowed down", using(4), using(4, 60_000), true],
  ["a slowed interval that is some seconds longer", using(4, 600_000), using(4, 601_000), false],
  ["a pair without data", aStatus(), aStatus({ noData: { BTCUSDT: moment(0) } }), true],
  ["a doubted price", aStatus(), aStatus({ doubts: { BTCUSDT: { seen: 1, confirmed: 0 } } }), true],
  ["a pair that is not live", aStatus(), aStatus({ stale: { BTCUSDT: "Why" } }), true],
  ["a full disk", aStatus(), aStatus({ diskProblem: "Full" }), true],
];

for (const [sentence, before, after, isNews] of ROWS) {
  Deno.test(`StatusNews takes ${sentence} for ${isNews ? "news" : "no news"}`, () => {
    const news = new StatusNews();
    assert.equal(news.isNews(before), true);
    assert.equal(news.isNews(after), isNews);
  });
}
