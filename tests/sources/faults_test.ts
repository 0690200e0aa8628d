import assert from "node:assert/strict";
import { type Quotes, SourceError, UnknownPairError } from "@/lib/sources/source.ts";
import type { Fault } from "../servers/fault.ts";
import {
  binanceRig,
  coinbaseRig,
  coinGeckoRig,
  forever,
  KEY,
  krakenRig,
  listed,
  pairOf,
} from "./rig.ts";

type Ending = SourceError["kind"] | "problems";

/** The fault table's rows about sources: what is done wrong → how the call ends. */
const ROWS: readonly { name: string; fault: Fault; ends: Ending; coinGeckoEnds?: Ending }[] = [
  { name: "500", fault: { status: 500 }, ends: "unreachable" },
  { name: "503 with Retry-After", fault: { status: 503, retryAfter: 90 }, ends: "unreachable" },
  { name: "429 without Retry-After", fault: { status: 429 }, ends: "rateLimited" },
  { name: "429 with Retry-After", fault: { status: 429, retryAfter: 119 }, ends: "rateLimited" },
  { name: "418, a ban", fault: { status: 418, retryAfter: 600 }, ends: "rateLimited" },
  { name: "451", fault: { status: 451 }, ends: "refused" },
  { name: "half JSON", fault: { halfJson: true }, ends: "badAnswer" },
  { name: "a web page", fault: { html: true }, ends: "badAnswer" },
  { name: "a web page with 403", fault: { html: true, status: 403 }, ends: "refused" },
  { name: "NaN", fault: { nan: true }, ends: "problems", coinGeckoEnds: "badAnswer" },
  { name: "wrong symbols", fault: { wrongSymbols: true }, ends: "problems" },
  { name: "10 MB", fault: { huge: true }, ends: "badAnswer" },
  { name: "one byte a second", fault: { dribble: true }, ends: "timeout" },
  { name: "one byte every 20 ms", fault: { dribble: 20 }, ends: "timeout" },
  { name: "nothing at all", fault: { hang: true }, ends: "timeout" },
  { name: "a broken connection", fault: { close: true }, ends: "unreachable" },
];

const RIGS = {
  CoinGeckoSource: coinGeckoRig,
  BinanceSource: binanceRig,
  CoinbaseSource: coinbaseRig,
  KrakenSource: krakenRig,
};
const BTCUSDT = listed("BTC", "USDT");
const PAIRS = [BTCUSDT, listed("ETH", "BTC")];

for (const [source, start] of Object.entries(RIGS)) {
  for (const { name, fault, ends, coinGeckoEnds } of ROWS) {
    const expected = source === "CoinGeckoSource" ? coinGeckoEnds ?? ends : ends;
    Deno.test(`${source}.quote ends as ${expected} on ${name}, and the next one works`, async () => {
      await using rig = start();
      rig.server.fault = fault;
      const started = performance.now();
      const outcome = await rig.source.quote(PAIRS, forever()).catch((error) => error);
      assert.ok(performance.now() - started < 3_000);
      assertEnding(outcome, expected);

      rig.server.fault = {};
      rig.time.advance(1_000_000);
      const { observations } = await rig.source.quote(PAIRS, forever());
      assert.equal(observations.size, 2);
    });

    Deno.test(`${source}.find tells no price on ${name}`, async () => {
      await using rig = start();
      rig.server.fault = fault;
      const outcome = await rig.source.find(pairOf("BTC", "USDT"), forever()).catch((e) => e);
      if (outcome instanceof Error) assertTellsNoSecret(outcome);
      else assert.equal(outcome.observation, null);
      assert.ok(!(outcome instanceof Error) || isKnown(outcome), String(outcome));
    });
  }
}

for (const [source, start] of Object.entries(RIGS)) {
  // Waiting is shown above, for the same client.
  for (const { name, fault, ends } of ROWS.filter((row) => row.ends !== "timeout")) {
    Deno.test(`${source}.bars ends as it should on ${name}, and the next one works`, async () => {
      await using rig = start();
      rig.server.fault = fault;
      const to = rig.time.now();
      const range = { from: to - 3_600_000, to, stepMs: 60_000 };
      const outcome = await rig.source.bars(BTCUSDT, range, forever()).catch((error) => error);
      // Only Kraken's bars name the pair.
      if (fault.wrongSymbols && source !== "KrakenSource") assert.ok(outcome.bars.length > 0);
      else assertRefusal(outcome, ends === "problems" ? "badAnswer" : ends);

      rig.server.fault = {};
      rig.time.advance(1_000_000);
      assert.ok((await rig.source.bars(BTCUSDT, range, forever())).bars.length > 0);
    });
  }
}

function assertEnding(outcome: Quotes | Error, expected: Ending): void {
  if (expected === "problems") {
    assert.ok(!(outcome instanceof Error), String(outcome));
    assert.equal(outcome.observations.size, 0);
    assert.deepEqual([...outcome.problems.keys()], ["BTCUSDT", "ETHBTC"]);
    return;
  }
  assertRefusal(outcome, expected);
}

function assertRefusal(outcome: unknown, expected: Ending): void {
  assert.ok(outcome instanceof SourceError, String(outcome));
  assert.equal(outcome.kind, expected, outcome.message);
  assertTellsNoSecret(outcome);
}

function isKnown(error: Error): boolean {
  return error instanceof SourceError || error instanceof UnknownPairError;
}

function assertTellsNoSecret(error: Error): void {
  const told = Deno.inspect(error, { depth: 10, showHidden: true }) +
    JSON.stringify(error, Object.getOwnPropertyNames(error));
  for (const secret of [KEY, KEY.slice(3), "?", "vs_currencies", "startTime"]) {
    assert.ok(!told.includes(secret), `${secret} in ${told}`);
  }
  assert.equal(error.cause, undefined);
  if (error instanceof UnknownPairError) return;
  assert.match(error.message, /^[A-Z].{20,300}[^.]$/);
}
