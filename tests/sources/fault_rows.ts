import type { SourceError } from "@/lib/sources/source.ts";
import type { Fault } from "../servers/fault.ts";
import type { SourceUnderTest } from "./sources_under_test.ts";

/** How a call ends: with an error of this kind, with a problem for each pair, or as if nothing were wrong. */
export type Ending = SourceError["kind"] | "problems" | "works";

/** Something that a source does wrong, and how calls end then. */
export interface FaultRow {
  readonly name: string;
  readonly fault: Fault;
  readonly quote: (source: SourceUnderTest) => Ending;
  readonly bars: (source: SourceUnderTest) => Ending;
  /** Nobody asks again before so many seconds have passed. */
  readonly quietSeconds?: number;
}

function row(
  name: string,
  fault: Fault,
  ends: SourceError["kind"],
  more: Partial<FaultRow> = {},
): FaultRow {
  return { name, fault, quote: () => ends, bars: () => ends, ...more };
}

/** The fault table's rows about sources. */
export const FAULT_ROWS: readonly FaultRow[] = [
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
    bars: () => "works",
  }),
  row("wrong symbols", { wrongSymbols: true }, "badAnswer", {
    quote: () => "problems",
    // Only Kraken's bars name the pair.
    bars: ({ name }) => name === "KrakenSource" ? "badAnswer" : "works",
  }),
  row("everything twice, in the wrong order", { shuffled: true }, "badAnswer", {
    quote: () => "works",
    bars: () => "works",
  }),
  row("10 MB", { huge: true }, "badAnswer"),
  row("one byte a second", { dribble: true }, "timeout"),
  row("one byte every 20 ms", { dribble: 20 }, "timeout"),
  row("nothing at all", { hang: true }, "timeout"),
  row("a broken connection", { close: true }, "unreachable"),
];
