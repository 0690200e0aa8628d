import assert from "node:assert/strict";
import fc from "fast-check";
import { askedPair, parseSymbol, QUOTES, type SymbolProblem } from "@/lib/market/symbol.ts";
import { COINS } from "@/lib/sources/listings.ts";

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
  // A separator may name any quote: the source's listing knows whether there is one.
  ["BTC/XYZ", "BTC", "XYZ"],
  ["btcjpy", "BTC", "JPY"],
  // Gatechain's token is known, and no coin G.
  ["gtusd", "GT", "USD"],
  // Beyond ASCII, and as an input method for Chinese writes it.
  ["\u5e01\u5b89\u4eba\u751fusdt", "\u5e01\u5b89\u4eba\u751f", "USDT"],
  ["\uff22\uff34\uff23\uff0f\uff35\uff33\uff24\uff34", "BTC", "USDT"],
  ["BINANCE:ETHUSDT", "ETH", "USDT"],
  ["coinbase:btc-usd", "BTC", "USD"],
  ["BINANCE_BTCUSDT", "BTC", "USDT"],
  ["kraken BTC/USD", "BTC", "USD"],
  ["BTCUSDT@BINANCE", "BTC", "USDT"],
  ["BTCUSDT:binance", "BTC", "USDT"],
  ["PI_USDT", "PI", "USDT"],
  ["BTCSGD", "BTC", "SGD"],
  ["ethhkd", "ETH", "HKD"],
  // As copied from a page, or as a phone's keyboard writes it.
  ["\u2068BTC\u200bUSDT\u2069", "BTC", "USDT"],
  ["BTC\u2013USDT", "BTC", "USDT"],
  ["BTC\u2212USDT", "BTC", "USDT"],
  ["$btc/usdt", "BTC", "USDT"],
  ["bitcoin cash/usdt", "BCH", "USDT"],
  ["Shiba Inu USDT", "SHIB", "USDT"],
];

for (const [text, base, quote] of NAMES) {
  Deno.test(`parseSymbol() reads ${JSON.stringify(text)} as ${base} in ${quote}`, () => {
    const pair = { symbol: base + quote, base, quote };
    const parsed = parseSymbol(text);
    assert.ok(parsed.ok);
    assert.deepEqual(parsed.pair, pair);
  });
}

for (
  const [text, market] of [
    ["BINANCE:ETHUSDT", "binance"],
    ["COINBASE:BTC-USD", "coinbase"],
    ["kraken:xbtusd", "kraken"],
    ["KRAKEN:BTC", "kraken"],
    ["kraken btc", "kraken"],
    ["gdax btcusd", "coinbase"],
    ["kraken/btc", undefined],
    ["BTC:USDT", undefined],
    ["coinbase BTC-USD", "coinbase"],
    ["BTCUSDT@Binance", "binance"],
    ["coinbase-pro:btc-usd", "coinbase"],
  ] as const
) {
  Deno.test(`askedPair() takes ${market ?? "no market"} from ${text}`, () => {
    const asked = askedPair(text);
    assert.ok(asked.ok);
    assert.equal(asked.market, market);
  });
}

Deno.test("askedPair() takes a coin with its symbol in brackets for that coin", () => {
  for (const text of ["Bitcoin (BTC)", "btc (bitcoin)", "BTC(Bitcoin)"]) {
    const asked = askedPair(text);
    assert.ok(asked.ok, text);
    assert.deepEqual([asked.pair.symbol, asked.pair.quote], ["BTC", ""]);
  }
});

Deno.test("askedPair() leaves the cut of joined letters to the listing", () => {
  const cuts = (text: string) => {
    const asked = askedPair(text);
    assert.ok(asked.ok);
    const { base, quote, others } = asked.pair;
    const shown = [{ base, quote }, ...others ?? []].map((each) => `${each.base}/${each.quote}`);
    return others === undefined ? `${shown} for certain` : shown.join(" ");
  };
  assert.equal(cuts("GTUSD"), "GT/USD G/TUSD");
  assert.equal(cuts("GT/USD"), "GT/USD for certain");
  assert.equal(cuts("BTCXYZ"), "BTCXYZ/");
  assert.equal(cuts("WBTC"), "WBTC/ W/BTC");
});

Deno.test("parseSymbol() cuts every big coin in every quote as that coin", () => {
  for (const base of COINS.keys()) {
    for (const quote of ["USD", "USDT", "EUR"]) {
      const parsed = parseSymbol(base + quote);
      if (base === quote || COINS.has(base + quote)) continue;
      assert.ok(parsed.ok && parsed.pair.base === base, `${base} in ${quote}`);
    }
  }
});

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
  ["BTC/", "unknownQuote", /for example BTCUSDT/],
  ["USDTUSDT", "sameAsset", /prices USDT in itself/],
  ["btc/BTC", "sameAsset", /prices BTC in itself/],
  ["BTC//USDT", "badCharacters", /letters, digits/],
  ["BTC-USDT-SWAP", "contract", /perpetual.*write BTC-USDT$/],
  ["BTCUSDT.P", "contract", /perpetual.*write BTCUSDT$/],
  ["btcusdtperp", "contract", /perpetual.*write BTCUSDT$/],
  ["btcusdtp", "contract", /perpetual.*write BTCUSDT$/],
  ["ETH-PERP", "contract", /perpetual.*write ETHUSDT$/],
  ["BTC/USDT:USDT", "contract", /perpetual.*write BTC\/USDT$/],
  ["BTCUSDT_260327", "contract", /dated.*write BTCUSDT$/],
  ["BTC/USDT:USDT-260327", "contract", /dated.*write BTC\/USDT$/],
  ["BTCUSDT260327", "contract", /dated.*write BTCUSDT$/],
  ["BTCUSDH26", "contract", /dated.*write BTCUSD$/],
  ["BTC1!", "contract", /dated.*write BTCUSDT$/],
  ["BTC-27MAR26-90000-C", "contract", /dated.*write BTCUSDT$/],
  ["ETHUSDTM", "contract", /perpetual.*write ETHUSDT$/],
  ["PF_XBTUSD", "contract", /perpetual.*write XBTUSD$/],
  ["BTCUSDT_UMCBL", "contract", /perpetual.*write BTCUSDT$/],
  ["BITGET:BTCUSDT_UMCBL", "unknownMarket", /write BTCUSDT for any market/],
  ["BYBIT:BTCUSDT", "unknownMarket", /write BTCUSDT for any market/],
  ["bybit btcusdt", "unknownMarket", /write BTCUSDT for any market/],
  ["GATE:BTC_USDT", "unknownMarket", /write BTC_USDT for any market/],
  ["spot:btcusdt", "unknownMarket", /write BTCUSDT for any market/],
  ["Ether (BTC)", "badCharacters", /may hold only letters/],
  ["Bitcoin USDT)", "badCharacters", /may hold only letters/],
  ["BTC\0USDT", "badCharacters", /^Pair name "BTCU\+0000USDT" may hold only letters/],
  ["\u202eTDSUCTB", "unknownQuote", /^Pair "U\+202ETDSUCTB" does not end/],
  ["BTCUSDT@BYBIT", "unknownMarket", /write BTCUSDT for any market/],
  ["OKX:BTC-USDT-SWAP", "unknownMarket", /write BTC-USDT for any market/],
  ["BINANCE-US:BTCUSDT", "unknownMarket", /write BTCUSDT for any market/],
  ["binance_futures:btcusdt", "unknownMarket", /write BTCUSDT for any market/],
  ["Kraken Futures: BTCUSD", "unknownMarket", /write BTCUSD for any market/],
  ["Gate.io:BTC_USDT", "unknownMarket", /write BTC_USDT for any market/],
  ["BTC-PERP-INTX", "contract", /perpetual.*write BTCUSDT$/],
  ["uniswap", "unknownQuote", /for example UNIUSDT/],
  ["bitcoin", "unknownQuote", /for example BTCUSDT/],
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
    const parsed = parseSymbol(`${base}${between}${quote}`);
    // A perpetual contract, or a market's name before a coin, is told from a pair.
    if (parsed.ok) assert.deepEqual(parsed.pair, expected);
    else assert.ok(["contract", "unknownMarket"].includes(parsed.reason));
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
    if (parsed.ok) {
      assert.match(parsed.pair.symbol, /^[\p{Lu}\p{Lt}\p{Lo}\p{Lm}\p{M}\p{N}]{2,30}$/u);
    } else assert.ok(parsed.message.length <= 250);
  }));
});
