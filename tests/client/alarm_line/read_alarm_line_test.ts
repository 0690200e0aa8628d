import assert from "node:assert/strict";
import { describeAlarm } from "@/lib/alarms/words.ts";
import { readAlarmLine } from "@/lib/client/line/read_line.ts";
import { withNumbers } from "../../market/with_numbers.ts";
import { WATCHED } from "./line_pairs.ts";

/** A Wednesday. */
const NOW = Date.parse("2026-01-14T12:00:00.000Z");
const CONTEXT = { watched: WATCHED, now: NOW, zone: "Europe/Berlin" };

/** What a line asks for, in words. */
function wordsOf(line: string): string {
  const read = readAlarmLine(line, CONTEXT);
  if (read.kind !== "alarm") return JSON.stringify(read);
  const { alarm, pair, isWatched } = read;
  const rest = alarm.cooldownSeconds === 300 ? "" : `, rests ${alarm.cooldownSeconds} s`;
  const expiry = alarm.expiresAt === null ? "" : `, expires ${alarm.expiresAt}`;
  const note = alarm.note === "" ? "" : `, note ${alarm.note}`;
  const add = isWatched ? "" : "add, ";
  return add + describeAlarm(alarm, pair.symbol) + `, ${alarm.mode}${rest}${expiry}${note}`;
}

const UNDERSTOOD: readonly (readonly [line: string, words: string])[] = [
  ["btc > 70k", "BTCUSDT crosses above 70,000, once"],
  ["BTC>70 000", "BTCUSDT crosses above 70,000, once"],
  ["btc ≥ 70_000.5", "BTCUSDT crosses above 70,000.5, once"],
  ["btc/eur < 0.05m", "BTCEUR crosses below 50,000, once"],
  ["btc eur < $50k", "BTCEUR crosses below 50,000, once"],
  ["eth/btc < 0.05 once", "ETHBTC crosses below 0.05, once"],
  ["eth-btc < 0,05 once", "ETHBTC crosses below 0.05, once"],
  ["1inch < .25", "1INCHUSDT crosses below 0.25, once"],
  ["sol 5% in 15m", "SOLUSDT moves 5 % within 15 minutes, once"],
  ["sol > 5% in 15 minutes", "SOLUSDT rises 5 % within 15 minutes, once"],
  ["sol 2,5 % within 1h30m", "SOLUSDT moves 2.5 % within 90 minutes, once"],
  ["sol 5% in the last 2 weeks", "SOLUSDT moves 5 % within 14 days, once"],
  ["btc -10% from max", "BTCUSDT falls 10 % from high, once"],
  ["btc−10 % from max", "BTCUSDT falls 10 % from high, once"],
  ["btc from max - 10 %", "BTCUSDT falls 10 % from high, once"],
  ["btc 10% below its high", "BTCUSDT falls 10 % from high, once"],
  ["btc +8% from min", "BTCUSDT rises 8 % from low, once"],
  ["btc 8% above low", "BTCUSDT rises 8 % from low, once"],
  ["eth 5% since start", "ETHUSDT moves 5 % since start, once"],
  ["eth down 5% since 3,100", "ETHUSDT falls 5 % since 3,100 at start, once"],
  ["sol any 200 repeat 10m", "SOLUSDT crosses 200, repeat, rests 600 s"],
  ["repeat doge any 0.2", '{"kind":"problem","piece":"doge"'],
  ["sol repeat every 10m any 200", "SOLUSDT crosses 200, repeat, rests 600 s"],
  ["sol > 200 every time", "SOLUSDT crosses above 200, repeat"],
  ["sol > 200 cooldown 0", "SOLUSDT crosses above 200, repeat, rests 0 s"],
  ["btc up 3% in 2h note: Breakout!", "BTCUSDT rises 3 % within 2 hours, once, note Breakout!"],
  ['btc note: "at 5% off" > 70k', "BTCUSDT crosses above 70,000, once, note at 5% off"],
  ["btc > 70k # sell half", "BTCUSDT crosses above 70,000, once, note sell half"],
  ["xrp > 2", "add, XRPUSDT crosses above 2, once"],
  ["ltcbtc 5% in 1d", "add, LTCBTC moves 5 % within 1 day, once"],
  ["xrp 2", "add, XRPUSDT crosses 2, once"],
  // The side on which the price is tells the direction, where the line does not.
  ["btc 70k", "BTCUSDT crosses above 70,000, once"],
  ["btc 60k", "BTCUSDT crosses below 60,000, once"],
  ["btc 67000", "BTCUSDT crosses 67,000, once"],
  // Of the two readings, the one nearer to the price.
  ["btc 70.000", "BTCUSDT crosses above 70,000, once"],
  ["btc < 60,000", "BTCUSDT crosses below 60,000, once"],
  ["sol > 160,125", "SOLUSDT crosses above 160.125, once"],
  ["xrp > 60,000", "add, XRPUSDT crosses above 60,000, once"],
  ["btc > $ 70,000.5 €", "BTCUSDT crosses above 70,000.5, once"],
  ["btc > 67\u202f187,34", "BTCUSDT crosses above 67,187.34, once"],
  ["btc > 70 000,5 once", "BTCUSDT crosses above 70,000.5, once"],
  ["sol 1,500% in 1d", "SOLUSDT moves 1,500 % within 1 day, once"],
  // Sentences.
  ["alert me when btc hits 70k", "BTCUSDT crosses 70,000, once"],
  ["tell me if the btc reaches 70k repeat", "BTCUSDT crosses 70,000, repeat"],
  ["when the price of sol drops below 140", "SOLUSDT crosses below 140, once"],
  ["Please tell me if btc touches 60k", "BTCUSDT crosses 60,000, once"],
  ["when btc is above 70k", "BTCUSDT crosses above 70,000, once"],
  ["btc reaches 55,000", "BTCUSDT crosses 55,000, once"],
  ["btc falls to 55k", "BTCUSDT crosses below 55,000, once"],
  ["btc 10% below max", "BTCUSDT falls 10 % from high, once"],
  ["btc drops by 5% in 1h", "BTCUSDT falls 5 % within 1 hour, once"],
  // Words as the program itself says them.
  ["btc reaches 55,000 from below", "BTCUSDT crosses above 55,000, once"],
  ["btc crosses above 70k", "BTCUSDT crosses above 70,000, once"],
  ["btc crosses below 50k repeat", "BTCUSDT crosses below 50,000, repeat"],
  ["btc crosses 55k", "BTCUSDT crosses 55,000, once"],
  ["btc -10% from high", "BTCUSDT falls 10 % from high, once"],
  ["btc moves 5 % within 2 hours", "BTCUSDT moves 5 % within 2 hours, once"],
  ["btc falls 5 % from its maximum", "BTCUSDT falls 5 % from high, once"],
  ["btc moves 5 % up or down within 2 hours", "BTCUSDT moves 5 % within 2 hours, once"],
  // A day ends at its end, in the viewer's zone.
  [
    "btc > 70k expires tomorrow",
    "BTCUSDT crosses above 70,000, once, expires 2026-01-15T23:00:00.000Z",
  ],
  [
    "btc > 70k until fri 18:00",
    "BTCUSDT crosses above 70,000, once, expires 2026-01-16T17:00:00.000Z",
  ],
  [
    "btc > 70k expires wed",
    "BTCUSDT crosses above 70,000, once, expires 2026-01-21T23:00:00.000Z",
  ],
  [
    "btc > 70k expires 2026-07-01",
    "BTCUSDT crosses above 70,000, once, expires 2026-07-01T22:00:00.000Z",
  ],
  [
    "btc > 70k expires 2026-07-01T10:30",
    "BTCUSDT crosses above 70,000, once, expires 2026-07-01T08:30:00.000Z",
  ],
  [
    "btc > 70k expires in 3d",
    "BTCUSDT crosses above 70,000, once, expires 2026-01-17T12:00:00.000Z",
  ],
  [
    "btc > 70k expires 12:30",
    "BTCUSDT crosses above 70,000, once, expires 2026-01-15T11:30:00.000Z",
  ],
];

Deno.test("readAlarmLine() understands what a person types", async (t) => {
  for (const [line, words] of UNDERSTOOD) {
    await t.step(line, () => {
      const said = wordsOf(line);
      if (words.startsWith("{")) assert.ok(said.startsWith(words), said);
      else assert.equal(said, words);
    });
  }
});

const WRONG: readonly (readonly [line: string, piece: string, message: RegExp])[] = [
  ["btc", "", /a price such as 70k, or a move such as 5%/],
  ["btc >", "", /a price such as 70k/],
  ["btc 5%", "", /against what: “in 15m”/],
  ["btc from max", "", /how far, such as 5%/],
  ["btc in", "", /how long, such as 15m/],
  ["btc > 7ok", "7ok", /not a price; write for example 70000/],
  ["btc > 0", "0", /not a price/],
  ["btc -5", "-5", /write a percentage, such as -5%/],
  ["btc 5 in 15m", "5", /write 5% for a move, or leave out “in 15m”/],
  ["btc 5% in 15", "15", /not a length of time; write for example 15m/],
  ["btc 5% in 60d", "in 60d", /at most 30 days/],
  ["btc 5% in 400 days", "in 400 days", /“in 400 days” is too long: .* at most 30 days/],
  ["btc 5% in 0.5 s once", "in 0.5 s", /“in 0.5 s” is too short: the shortest window is 1 second/],
  ["sol between 160 and 170", "between", /set two: “sol\/usdt any 160” and “sol\/usdt any 170”/],
  ["sol between", "between", /An alarm has one price; instead of “between” set two/],
  ["btc somewhere near 70k", "somewhere", /not understood; write for example > 70k, 5% in 15m/],
  ["btc 1,500% down in 1d", "1,500%", /below 100/],
  ["btc > 1.500", "1.500", /“1.500” may be 1500 or 1.5: type one of these/],
  ["btc down 200% in 1h", "200%", /below 100/],
  ["btc +10% from max", "+10%", /can only fall; write -10% from high/],
  ["btc -10% from min", "-10%", /can only rise; write \+8% from low/],
  ["btc 10% above max", "above", /can only fall; write -10% from high/],
  ["btc 5% over ath", "over", /can only fall/],
  ["btc 5% below min", "below", /can only rise/],
  ["btc drops by 1000", "1000", /for a price write “to 1000”, for a move a percentage/],
  ["btc up by 5k", "5k", /“by 5k” is not clear/],
  ["btc rises 2000", "2000", /“rises 2000” is not clear/],
  ["btc 5% since yesterday", "yesterday", /write “since start”/],
  ["btc > 70k < 60k", "<", /“>” and “<” contradict each other/],
  ["btc > 70k 80k", "80k", /contradict each other about the price/],
  ["btc > 70k 5%", "5%", /a price or a percentage; keep one/],
  ["btc > 70k repeat once", "once", /how often it rings; keep one/],
  ["btc > 70k cooldown 31d", "31d", /at most 30 days/],
  ["btc > 70k expires 2026-01-01", "2026-01-01", /has passed already/],
  ["btc > 70k expires 2026-02-30", "2026-02-30", /not a moment; write for example tomorrow/],
  ["btc > 70k expires", "", /Say when it expires/],
  ["btc > 70k pls", "pls", /not understood; after the condition there may be once/],
  ["?? > 5", "??", /not a pair; begin with a pair/],
  [`btc > 70k note: ${"x".repeat(501)}`, "note", /501 characters; at most 500/],
];

Deno.test("readAlarmLine() names the piece that is wrong and what to write instead", async (t) => {
  for (const [line, piece, message] of WRONG) {
    await t.step(line.slice(0, 60), () => {
      const read = readAlarmLine(line, CONTEXT);
      assert.equal(read.kind, "problem");
      assert.equal(read.kind === "problem" && read.piece, piece);
      assert.match(read.kind === "problem" ? read.message : "", message);
    });
  }
});

Deno.test("readAlarmLine() prefers the pair in USDT and asks when none of several is", () => {
  assert.ok(wordsOf("btc > 1").startsWith("BTCUSDT"));
  assert.deepEqual(readAlarmLine("doge > 1", CONTEXT), {
    kind: "ambiguous",
    piece: "doge",
    symbols: ["DOGEEUR", "DOGEGBP"],
  });
});

Deno.test("readAlarmLine() takes a line of nothing, or of a note only, for empty", () => {
  for (const line of ["", "  ", "note: hello"]) {
    assert.deepEqual(readAlarmLine(line, CONTEXT), { kind: "empty" });
  }
});

Deno.test("readAlarmLine() asks which percentage is meant where a separator is none of the format", () => {
  using _ = withNumbers("fr-FR");
  const read = readAlarmLine("btc 1.500% in 1d", CONTEXT);
  const message = read.kind === "problem" ? read.message : "";
  assert.match(message, /“1.500%” is not a percentage: “1.500” may be 1500 or 1,5/);
});

Deno.test("readAlarmLine() says where a moment is none, as clocks are set, or is one of two", () => {
  const expiry = (line: string, now: string, zone: string) => {
    const read = readAlarmLine(`btc > 70k ${line}`, { ...CONTEXT, now: Date.parse(now), zone });
    assert.ok(read.kind === "alarm");
    return [read.alarm.expiresAt, ...read.notes ?? []];
  };
  // A Saturday whose end, midnight, is skipped.
  assert.deepEqual(expiry("expires saturday", "2018-11-01T12:00Z", "America/Sao_Paulo"), [
    "2018-11-04T03:00:00.000Z",
    "4 Nov 2018 00:00 does not exist, as clocks go forward then: 4 Nov 2018 01:00 is meant",
  ]);
  assert.deepEqual(expiry("expires 02:30", "2026-10-25T00:45Z", "Europe/Berlin"), [
    "2026-10-25T01:30:00.000Z",
    "25 Oct 2026 02:30 comes twice, as clocks go back then: the second time is meant",
  ]);
  assert.deepEqual(expiry("expires friday", "2018-11-01T12:00Z", "America/Sao_Paulo"), [
    "2018-11-03T03:00:00.000Z",
  ]);
});

for (
  const [line, symbol, asked] of [
    ["bitcoin > 70k", "BTCUSDT", undefined],
    ["uniswap > 7", "UNIUSDT", "UNI/USDT"],
    ["bitcoin cash > 500", "BCHUSDT", "BCH/USDT"],
    ["Internet Computer usd > 5", "ICPUSD", "icp/usd"],
    ["wbtc > 70k", "WBTCUSDT", "WBTC/USDT"],
    ["gtusd > 10", "GTUSD", "gtusd"],
    ["g/tusd > 10", "GTUSD", "g/tusd"],
    ["binance:hbarusdt > 1", "HBARUSDT", "binance:hbarusdt"],
    ["kraken:xrp > 2", "XRPUSDT", "kraken:XRP/USDT"],
    ["kraken btcusd > 3", "BTCUSD", "kraken:btcusd"],
    ["Kraken: xrpusd > 3", "XRPUSD", "kraken:xrpusd"],
    ["kraken : xrpusd > 3", "XRPUSD", "kraken:xrpusd"],
    ["coinbase xrp usd > 3", "XRPUSD", "coinbase:xrp/usd"],
    ["gdax ltc-usd > 3", "LTCUSD", "gdax:ltc-usd"],
    ["coinbasepro ltcusd > 3", "LTCUSD", "coinbasepro:ltcusd"],
    ["coinbaseexchange ltc/usd > 3", "LTCUSD", "coinbaseexchange:ltc/usd"],
    ["coingecko gtusd > 3", "GTUSD", "coingecko:gtusd"],
    ["demo xrp > 3", "XRPUSDT", "demo:XRP/USDT"],
    ["binance bitcoin cash > 500", "BCHUSDT", "binance:BCH/USDT"],
    ["alert me when kraken xrpusd > 3", "XRPUSD", "kraken:xrpusd"],
    ["xrp usd on kraken > 3", "XRPUSD", "kraken:xrp/usd"],
    ["xrpusd kraken > 3", "XRPUSD", "kraken:xrpusd"],
    ["xrpusd @kraken > 3", "XRPUSD", "kraken:xrpusd"],
    ["kraken btc usdt > 3", "BTCUSDT", undefined],
    // Coins that are called like a market, or begin so.
    ["binance coin > 500", "BNBUSDT", "BNB/USDT"],
    ["dydx usdt > 3", "DYDXUSDT", "dydx/usdt"],
    ["pyth > 3", "PYTHUSDT", "PYTH/USDT"],
    [
      "\u5e01\u5b89\u4eba\u751f > 1",
      "\u5e01\u5b89\u4eba\u751fUSDT",
      "\u5e01\u5b89\u4eba\u751f/USDT",
    ],
  ] as const
) {
  Deno.test(`readAlarmLine() takes the pair of ${line} for ${symbol}, and asks for it as typed`, () => {
    const read = readAlarmLine(line, CONTEXT);
    assert.ok(read.kind === "alarm", JSON.stringify(read));
    assert.deepEqual([read.pair.symbol, read.pair.asked], [symbol, asked]);
  });
}

Deno.test("readAlarmLine() explains a market that is not watched, and one without a pair", () => {
  const messages = ["bybit xrpusdt > 3", "bybit: xrpusdt > 3", "okx xrp-usdt > 3", "kraken > 3"]
    .map(
      (line) => {
        const read = readAlarmLine(line, CONTEXT);
        return read.kind === "problem" ? read.message : read.kind;
      },
    );
  for (const message of messages.slice(0, 2)) {
    assert.match(message, /names a market that is not watched here; write XRPUSDT for any market/);
  }
  assert.match(messages[2] ?? "", /not watched here; write XRP-USDT/);
  assert.match(
    messages[3] ?? "",
    /“kraken” is a market; name a pair behind it, such as kraken btcusd/,
  );
});

Deno.test("readAlarmLine() refuses another pair of the letters of a watched one, with a remedy", () => {
  const gt = { base: "GT", quote: "USD", currentPrice: 9, maxPrice: 9, minPrice: 9 };
  const context = { ...CONTEXT, watched: [{ symbol: "GTUSD", ...gt }] };
  for (const line of ["gt/usd > 10", "gtusd > 10", "gt usd > 10"]) {
    assert.equal(readAlarmLine(line, context).kind, "alarm", line);
  }
  for (const line of ["g/tusd > 10", "g tusd > 10", "kraken g/tusd > 10"]) {
    const read = readAlarmLine(line, context);
    assert.ok(read.kind === "problem", line);
    assert.match(read.message, /watched as GT in USD, not as G in TUSD.*remove GTUSD .* G\/TUSD$/);
  }
});

Deno.test("readAlarmLine() explains a perpetual contract", () => {
  const read = readAlarmLine("btcusdt.p > 70k", CONTEXT);
  assert.ok(read.kind === "problem");
  assert.match(read.message, /perpetual contract.*write BTCUSDT$/);
});
