import { z } from "zod";
import { pairView } from "@/lib/live/pair_view.ts";
import { SOURCE_NAMES } from "@/lib/market/source_name.ts";
import { SOURCE_LABELS } from "@/lib/sources/labels.ts";
import type { State } from "@/lib/store/state.ts";
import { defineCommand } from "./command.ts";
import { findAtSource, readWanted } from "./find_at_source.ts";
import { refuseTooManyPairs } from "./pair_limit.ts";
import { Refusal } from "./refusal.ts";

/** Starts watching a pair, with its price at once. */
export const addPair = defineCommand({
  answer: "pair_added",
  input: z.strictObject({
    /** `BTCUSDT`, `btc/usdt`, `KRAKEN:BTCUSD` or a coin such as `bitcoin`; the source's listing says what it means. */
    pair: z.string(),
    /** Where the price is to come from; `PRICE_SOURCE` decides when not given. */
    source: z.enum(SOURCE_NAMES, `must be one of ${SOURCE_NAMES.join(", ")}`).optional(),
    /** The source's id of the coin (CoinGecko: `gatechain-token`), where several have its symbol. */
    coin: z.string().min(1, "must not be empty").max(100, "must be a coin's id").optional(),
  }),
  async run(request, context, cause) {
    const wanted = readWanted(request);
    refuseIfImpossible(context.store.state, wanted.asked.symbol);
    const events = await findAtSource(wanted, context);
    const { symbol } = events[0].pair;
    const decide = (state: State) => {
      refuseIfImpossible(state, symbol);
      return { events, result: null };
    };
    await context.store.change(decide, cause);
    const { state, histories } = context.store;
    const added = state.pairs.get(symbol) ?? events[0].pair;
    const view = pairView(added, histories.get(symbol), context.now());
    return { success: true as const, pair: view };
  },
});

function refuseIfImpossible({ pairs }: State, symbol: string): void {
  const watched = pairs.get(symbol);
  if (watched !== undefined) {
    const { base, quote, source, coinName } = watched;
    const coin = coinName === undefined || coinName === base ? base : `${base} (${coinName})`;
    const as = `as ${coin} in ${quote} from ${SOURCE_LABELS[source]}`;
    throw new Refusal("pair_exists", `Pair ${symbol} is already watched, ${as}`, "pair");
  }
  refuseTooManyPairs(pairs.size);
}
