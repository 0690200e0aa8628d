import { z } from "zod";
import { pairView } from "@/lib/live/pair_view.ts";
import { nameCapitals } from "@/lib/market/name_letters.ts";
import { SOURCE_NAMES } from "@/lib/market/source_name.ts";
import { type AskedPair, onlyOne } from "@/lib/market/symbol.ts";
import { SOURCE_LABELS } from "@/lib/sources/labels.ts";
import type { Pair, State } from "@/lib/store/state.ts";
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
    refuseIfImpossible(context.store.state, wanted.asked);
    const events = await findAtSource(wanted, context);
    const { symbol, base, quote, sourceId } = events[0].pair;
    const decide = (state: State) => {
      refuseIfImpossible(state, { symbol, base, quote, coin: sourceId ?? undefined });
      return { events, result: null };
    };
    await context.store.change(decide, cause);
    const { state, histories } = context.store;
    const added = state.pairs.get(symbol) ?? events[0].pair;
    const view = pairView(added, histories.get(symbol), context.now());
    return { success: true as const, pair: view };
  },
});

function refuseIfImpossible({ pairs }: State, asked: AskedPair): void {
  const watched = pairs.get(asked.symbol);
  if (watched === undefined) return refuseTooManyPairs(pairs.size);
  const { symbol, base, quote, source, coinName } = watched;
  const coin = coinName === undefined || coinName === base ? base : `${base} (${coinName})`;
  const as = `as ${coin} in ${quote} from ${SOURCE_LABELS[source]}`;
  const other = otherThan(watched, asked);
  const remedy = other === null ? "set alarms on it" : onlyOne(symbol, other);
  const sign = other === null ? ";" : ".";
  throw new Refusal(
    "pair_exists",
    `Pair ${symbol} is already watched, ${as}${sign} ${remedy}`,
    "pair",
  );
}

/** The pair or coin that was asked for, where it is certain that it is not the one that is watched. */
function otherThan(watched: Pair, { base, quote, others, coin }: AskedPair): string | null {
  const isOtherCut = others === undefined && base !== nameCapitals(watched.base);
  if (isOtherCut) return `${base}/${quote}`;
  const { sourceId } = watched;
  return coin !== undefined && sourceId !== null && coin !== sourceId ? coin : null;
}
