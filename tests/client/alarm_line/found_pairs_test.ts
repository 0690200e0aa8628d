import assert from "node:assert/strict";
import { namesOf } from "@/components/alarm/QuickAlarmForm.tsx";

const pair = (base: string, quote: string) => ({
  ...{ symbol: base + quote, base, quote },
  sources: ["binance"] as const,
});

Deno.test("namesOf() names two pairs as a line begins with them, each once, and not what is typed", () => {
  const pairs = [pair("SOL", "USDT"), pair("SOL", "USDT"), pair("SOL", "BTC"), pair("SOL", "EUR")];
  assert.deepEqual(namesOf(pairs, "sol"), ["sol/usdt", "sol/btc"]);
  assert.deepEqual(namesOf(pairs, "SOL/usdt"), ["sol/btc", "sol/eur"]);
  assert.deepEqual(namesOf([], "sol"), []);
});
