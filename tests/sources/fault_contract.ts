import assert from "node:assert/strict";
import {
  type Quotes,
  type SourceCandles,
  SourceError,
  UnknownPairError,
} from "@/lib/sources/source.ts";
import type { Fault } from "../servers/fault.ts";
import { assertTrue } from "./candles_contract.ts";
import { forever, KEY, listed, pairOf, type ServedRig, type SourceUnderTest } from "./rig.ts";

/** How a call ends: with an error of this kind, with a problem for each pair, or as if nothing were wrong. */
type Ending = SourceError["kind"] | "problems" | "works";

/** Something that a source does wrong, and how calls end then. */
interface FaultRow {
  readonly name: string;
  readonly fault: Fault;
  readonly quote: (source: SourceUnderTest) => Ending;
  readonly candles: (source: SourceUnderTest) => Ending;
  /** Nobody asks again before so many seconds have passed. */
  readonly quietSeconds?: number;
}

function row(
  name: string,
  fault: Fault,
  ends: SourceError["kind"],
  more: Partial<FaultRow> = {},
): FaultRow {
  return { name, fault, quote: () => ends, candles: () => ends, ...more };
}

/** The fault table's rows about sources. */
const FAULT_ROWS: readonly FaultRow[] = [
  row("500", { status: 500 }, "unreachable"),
  row("503 with Retry-After", { status: 503, retryAfter: 90 }, "unreachable", { quietSeconds: 90 }),
  row("429 without Retry-After", { status: 429 }, "rateLimited"),
  row("429 with Retry-After", { status: 429, retryAfter: 119 }, "rateLimited", {
    quietSeconds: 119,
  }),
  row("418, a ban", { status: 418, retryAfter: 600 }, "rateLimited", { quietSeconds: 600 }),
  row("418 without an end", { status: 418 }, "rateLimited", { quietSeconds: 120 }),
  row("451", { status: 451 }, "refused"),
  row("half JSON", { halfJson: true }, "badAnswer"),
  row("a web page", { html: true }, "badAnswer"),
  row("a web page with 403", { html: true, status: 403 }, "refused"),
  row("a web page with 502", { html: true, status: 502 }, "unreachable"),
  row("an empty answer", { status: 200, body: "" }, "badAnswer"),
  row("an answer of another kind", { status: 200, body: "7" }, "badAnswer"),
  row("NaN", { nan: true }, "badAnswer", {
    // CoinGecko's is no JSON; the others send a text where a price should be.
    quote: ({ name }) => name === "CoinGeckoSource" ? "badAnswer" : "problems",
  }),
  row("stale times", { stale: true }, "badAnswer", {
    quote: ({ datesPrices }) => datesPrices ? "problems" : "works",
    candles: () => "works",
  }),
  row("wrong symbols", { wrongSymbols: true }, "badAnswer", {
    quote: () => "problems",
    // Only Kraken's candles name the pair.
    candles: ({ name }) => name === "KrakenSource" ? "badAnswer" : "works",
  }),
  row("everything twice, in the wrong order", { shuffled: true }, "badAnswer", {
    quote: () => "works",
    candles: () => "works",
  }),
  row("10 MB", { huge: true }, "badAnswer"),
  row("one byte a second", { dribble: true }, "timeout"),
  row("one byte every 20 ms", { dribble: 20 }, "timeout"),
  row("nothing at all", { hang: true }, "timeout"),
  row("a broken connection", { close: true }, "unreachable"),
];

const BTCUSDT = listed("BTC", "USDT");
const PAIRS = [BTCUSDT, listed("ETH", "BTC")];
const HOUR_MS = 3_600_000;
/** Longer than any pause that a row asks for, in milliseconds. */
const HEALED_MS = 1_000_000;

/** What every price source that asks somebody promises for the case that it is answered badly. */
export function testFaultContract(source: SourceUnderTest): void {
  const { name, startServed } = source;
  if (startServed === null) return;
  for (const row of FAULT_ROWS) {
    Deno.test(`${name} keeps the contract: tells what is wrong on ${row.name}, and works again after`, async () => {
      const quote = row.quote(source);
      // Only where nothing is to come, the wait is short: this machine may be busy.
      const start = () => startServed(quote === "timeout" ? { attemptTimeoutMs: 300 } : {});
      // Side by side, because some of it takes its time.
      await Promise.all([
        testQuote(start, row, quote),
        testCandles(start, row, row.candles(source)),
        testFind(start, row),
      ]);
    });
  }
  for (const row of FAULT_ROWS.filter(({ quietSeconds }) => quietSeconds !== undefined)) {
    Deno.test(`${name} keeps the contract: asks nothing too early after ${row.name}`, async () => {
      await testQuiet(startServed, row);
    });
  }
}

async function testQuote(start: () => ServedRig, { fault }: FaultRow, ends: Ending): Promise<void> {
  await using rig = start();
  rig.server.fault = fault;
  assertQuotes(await rig.source.quote(PAIRS, forever()).catch((error) => error), ends);
  heal(rig);
  assertQuotes(await rig.source.quote(PAIRS, forever()), "works");
}

async function testCandles(
  start: () => ServedRig,
  { fault }: FaultRow,
  ends: Ending,
): Promise<void> {
  await using rig = start();
  rig.server.fault = fault;
  assertCandles(await askCandles(rig).catch((error) => error), ends, rig);
  heal(rig);
  assertCandles(await askCandles(rig), "works", rig);
}

async function testFind(start: () => ServedRig, { name, fault, quote }: FaultRow): Promise<void> {
  await using rig = start();
  rig.server.fault = fault;
  const outcome = await rig.source.find(pairOf("BTC", "USDT"), forever()).catch((error) => error);
  if (!(outcome instanceof Error)) {
    const mayWork = name.startsWith("everything") || name.startsWith("stale");
    assert.ok(outcome.observation === null || mayWork, `${name} ${quote}`);
    return;
  }
  assert.ok(outcome instanceof SourceError || outcome instanceof UnknownPairError, String(outcome));
  assertTellsNoSecret(outcome);
}

/** Nothing is asked up to the moment that the source named, and then all of it again. */
async function testQuiet(start: () => ServedRig, { fault, quietSeconds = 0 }: FaultRow) {
  await using rig = start();
  rig.server.fault = fault;
  await assert.rejects(rig.source.quote(PAIRS, forever()));
  rig.server.fault = {};
  rig.server.requests.length = 0;
  rig.time.advance(quietSeconds * 1000 - 1);
  for (const ask of [() => rig.source.quote(PAIRS, forever()), () => askCandles(rig)]) {
    const error = await ask().catch((error) => error);
    assertRefusal(error, "rateLimited");
    assert.equal(error.retryAt, rig.time.now() + 1);
  }
  assert.equal(rig.server.requests.length, 0);
  rig.time.advance(1);
  assertQuotes(await rig.source.quote(PAIRS, forever()), "works");
}

function askCandles({ source, time }: ServedRig): Promise<SourceCandles> {
  const to = time.now();
  return source.candles(BTCUSDT, { from: to - HOUR_MS, to, stepMs: 60_000 }, forever());
}

function heal(rig: ServedRig): void {
  rig.server.fault = {};
  rig.time.advance(HEALED_MS);
}

function assertQuotes(outcome: Quotes | Error, expected: Ending): void {
  if (expected !== "problems" && expected !== "works") return assertRefusal(outcome, expected);
  assert.ok(!(outcome instanceof Error), String(outcome));
  const [answered, none] = expected === "works"
    ? [outcome.observations, outcome.problems]
    : [outcome.problems, outcome.observations];
  assert.deepEqual([[...answered.keys()].sort(), none.size], [["BTCUSDT", "ETHBTC"], 0]);
}

function assertCandles(outcome: SourceCandles | Error, expected: Ending, rig: ServedRig): void {
  if (expected !== "works") return assertRefusal(outcome, expected);
  assert.ok(!(outcome instanceof Error), String(outcome));
  assertTrue(outcome, rig);
}

function assertRefusal(outcome: unknown, expected: Ending): void {
  assert.ok(outcome instanceof SourceError, String(outcome));
  assert.equal(outcome.kind, expected, outcome.message);
  assertTellsNoSecret(outcome);
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
