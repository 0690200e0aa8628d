import assert from "node:assert/strict";
import fc from "fast-check";
import { parseSymbol, QUOTES, type SymbolProblem } from "@/lib/market/symbol.ts";

const NAMES: [text: string, base: string, quote: string][] = [
  ["BTCUSDT", "BTC", "USDT"],
  ["btc/usdt", "BTC", "USDT"],
  [" Btc-Usdt ", "BTC", "USDT"],
  ["btc_usdt", "BTC", "USDT"],
  ["BTC USDT", "BTC", "USDT"],
  ["BTC:USDT", "BTC", "USDT"],
  ["\tBTC / USDT\n", "BTC", "USDT"],
  ["ETHBTC", "ETH", "BTC"],
  ["1000SATSUSDT", "1000SATS", "USDT"],
  ["EURUSDT", "EUR", "USDT"],
  ["USDTTRY", "USDT", "TRY"],
  ["BTCFDUSD", "BTC", "FDUSD"],
  ["BTCTUSD", "BTC", "TUSD"],
  ["BTCBUSD", "BTC", "BUSD"],
  ["BTCUSD", "BTC", "USD"],
  ["ETHDAI", "ETH", "DAI"],
  // A longer quote would leave a base that nobody knows.
  ["DOTUSD", "DOT", "USD"],
  ["BNBUSD", "BNB", "USD"],
  ["USDTUSD", "USDT", "USD"],
  ["BNBBUSD", "BNB", "BUSD"],
  // A separator decides, whatever could be read without it.
  ["DO/TUSD", "DO", "TUSD"],
  ["DOT/USD", "DOT", "USD"],
  ["USD-TUSD", "USD", "TUSD"],
  ["BUSD/USD", "BUSD", "USD"],
];

for (const [text, base, quote] of NAMES) {
  Deno.test(`parseSymbol() reads ${JSON.stringify(text)} as ${base} in ${quote}`, () => {
    const pair = { symbol: base + quote, base, quote };
    assert.deepEqual(parseSymbol(text), { ok: true, pair });
  });
}

const REFUSED: [text: string, reason: SymbolProblem, message: RegExp][] = [
  ["", "empty", /BTCUSDT/],
  ["   ", "empty", /BTCUSDT/],
  ["/USDT", "empty", /no base asset/],
  ["-", "empty", /no base asset/],
  ["x".repeat(31), "tooLong", /has 31 characters, at most 30/],
  ["BTC", "unknownQuote", /for example BTCUSDT \(quotes: USDT, USDC/],
  ["btc", "unknownQuote", /for example BTCUSDT/],
  ["USDT", "unknownQuote", /for example BTCUSDT/],
  ["BUSD", "unknownQuote", /quotes/],
  ["BTCXYZ", "unknownQuote", /"BTCXYZ"/],
  ["BTC/XYZ", "unknownQuote", /for example BTCUSDT/],
  ["BTC/", "unknownQuote", /for example BTCUSDT/],
  ["USDTUSDT", "sameAsset", /prices USDT in itself/],
  ["btc/BTC", "sameAsset", /prices BTC in itself/],
  ["BTC//USDT", "badCharacters", /letters, digits/],
  ["BTC-USDT-SWAP", "badCharacters", /one separator/],
  ["BTC.USDT", "badCharacters", /letters, digits/],
  ["<b>USDT", "badCharacters", /letters, digits/],
  ["\u017FOLUSDT", "badCharacters", /letters, digits/],
  ["\u00DFUSDT", "badCharacters", /letters, digits/],
  ["../USDT", "badCharacters", /letters, digits/],
];

for (const [text, reason, message] of REFUSED) {
  Deno.test(`parseSymbol() refuses ${JSON.stringify(text)} as ${reason}`, () => {
    const parsed = parseSymbol(text);
    assert.ok(!parsed.ok, "it was taken");
    assert.equal(parsed.reason, reason);
    assert.match(parsed.message, message);
    assert.doesNotMatch(parsed.message, /\.$/);
  });
}

Deno.test("parseSymbol() does not repeat 500 characters", () => {
  const parsed = parseSymbol("x".repeat(500));
  assert.ok(!parsed.ok);
  assert.equal(parsed.reason, "tooLong");
  assert.ok(parsed.message.length < 120);
  assert.doesNotMatch(parsed.message, /xx/);
});

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefghijklmnopqrstuvwxyz".split("");
const asset = fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 12 });

Deno.test("parseSymbol() reads any base with any separator", () => {
  const separator = fc.constantFrom("/", "-", "_", ":", " ", " / ");
  fc.assert(fc.property(asset, separator, fc.constantFrom(...QUOTES), (base, between, quote) => {
    fc.pre(base.toUpperCase() !== quote);
    const expected = { symbol: base.toUpperCase() + quote, base: base.toUpperCase(), quote };
    assert.deepEqual(parseSymbol(`${base}${between}${quote}`), { ok: true, pair: expected });
  }));
});

Deno.test("parseSymbol() reads back every symbol it makes as the same symbol", () => {
  fc.assert(fc.property(asset, fc.constantFrom(...QUOTES), (base, quote) => {
    const parsed = parseSymbol(`${base}/${quote}`);
    fc.pre(parsed.ok);
    const again = parseSymbol(parsed.pair.symbol);
    // What is itself a quote, or an asset in itself, can be written only with a separator.
    if (!again.ok) assert.ok(["unknownQuote", "sameAsset"].includes(again.reason));
    else assert.equal(again.pair.symbol, parsed.pair.symbol);
  }));
});

Deno.test("parseSymbol() answers any text, with at most 250 characters", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
    const parsed = parseSymbol(text);
    if (parsed.ok) assert.match(parsed.pair.symbol, /^[A-Z0-9]{3,30}$/);
    else assert.ok(parsed.message.length <= 250);
  }));
});
