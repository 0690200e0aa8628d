import assert from "node:assert/strict";
import { renderToString } from "preact-render-to-string";
import { addingProblem, PairChoices } from "@/components/pair/PairChoices.tsx";
import { RequestError } from "@/lib/client/ask_server.ts";
import { coinName, coinWords } from "@/lib/text/words.ts";

const CHOICES = [
  { pair: "GT/USD", source: "coingecko", coin: "gatechain-token", name: "GateToken", rank: 70 },
  { pair: "G/TUSD", source: "coingecko", coin: "g-token", name: "Gravity", rank: null },
] as const;

Deno.test("PairChoices shows name, rank and id of each coin, to be pressed", () => {
  const html = renderToString(
    <PairChoices choices={CHOICES} isSending={false} onChoose={() => {}} />,
  );
  assert.match(
    html,
    /<button[^>]*><strong>GT\/USD<\/strong><span>GateToken · rank 70 · gatechain-token/,
  );
  assert.match(html, /<strong>G\/TUSD<\/strong><span>Gravity · not ranked · g-token · CoinGecko/);
  const none = renderToString(<PairChoices choices={[]} isSending={false} onChoose={() => {}} />);
  assert.equal(none, "");
});

Deno.test("addingProblem() asks in place of listing what the buttons say", () => {
  const asked = new RequestError("ambiguous_pair", "GTUSD may mean …", "pair", CHOICES);
  assert.match(addingProblem(asked).message, /more than one meaning/);
  assert.equal(addingProblem(asked).choices.length, 2);
  const other = new RequestError("unknown_pair", "Binance does not list X");
  assert.deepEqual(addingProblem(other), { message: other.message, choices: [] });
});

Deno.test("coinWords() tells the coin, its id and the market; of an older pair the id alone", () => {
  const pair = {
    base: "GT",
    quote: "USD",
    source: "coingecko",
    sourceId: "gatechain-token",
  } as const;
  assert.equal(
    coinWords({ ...pair, coinName: "Gatechain" }),
    "Gatechain (gatechain-token) in USD, from CoinGecko",
  );
  assert.equal(coinName(pair), "gatechain-token");
  const binance = { base: "BTC", quote: "USDT", source: "binance", sourceId: null } as const;
  assert.deepEqual([coinName(binance), coinWords(binance)], [null, "BTC in USDT, from Binance"]);
});
