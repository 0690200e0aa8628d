import { z } from "zod";
import { COIN_NAMES, nameCapitals } from "@/lib/market/pair_prefix.ts";
import type { AskedPair, PairChoice, PairName } from "@/lib/market/symbol.ts";
import {
  AmbiguousPairError,
  readableRows,
  SourceError,
  UnknownPairError,
} from "@/lib/sources/source.ts";
import {
  COINS,
  nearMatches,
  RENAMED_COINS,
  STATE_CURRENCIES,
  USUAL_QUOTES,
} from "@/lib/sources/listings.ts";
import type { HttpClient } from "@/lib/sources/http/http_client.ts";
import { quoteTerms } from "./prices.ts";

/** A coin of CoinGecko's that a pair may mean, and how the pair's letters are cut then. */
interface MeantCoin {
  readonly pair: PairName;
  readonly id: string;
  readonly name: string | undefined;
  /** Place by market capitalisation; null where it has none, undefined where nobody asked. */
  readonly rank: number | null | undefined;
}

const FoundCoin = z.object({
  id: z.string().min(1),
  symbol: z.string().min(1),
  name: z.string().min(1).optional().catch(undefined),
  market_cap_rank: z.number().nullish().catch(null),
});
export type FoundCoin = z.infer<typeof FoundCoin>;

/** `/search`: coins in CoinGecko's order; those that cannot be read are left out. */
const SearchAnswer = z.object({ coins: readableRows(FoundCoin) });

const MOST_CHOICES = 8;

/**
 * The coin behind a pair: from the table of big coins, else by asking.
 * @throws {UnknownPairError} there is none
 * @throws {AmbiguousPairError} there are several: a symbol is shared, or its letters may be cut in more than one way
 * @throws {SourceError} CoinGecko could not be asked
 */
export async function meantCoin(asked: AskedPair, search: CoinSearch): Promise<MeantCoin> {
  const cuts = [asked, ...asked.others ?? []].filter(({ quote }) => quoteTerms(quote) !== null);
  const byCut = await Promise.all(cuts.map((cut) => coinsOf(cut, asked.coin, search)));
  const found = likelyOnes(byCut.flatMap(({ coins }) => coins));
  const [only, ...others] = found;
  if (only === undefined) {
    const near = cuts.flatMap(({ quote }, index) =>
      byCut[index]?.near.map((base) => `${base}${quote}`) ?? []
    );
    const told = cuts.length === 0 ? inUsualQuotes(asked) : [...new Set(near)].slice(0, 5);
    throw new UnknownPairError(asked.symbol, "coingecko", told);
  }
  if (others.length === 0) return only;
  const told = await Promise.all(
    found.slice(0, MOST_CHOICES).map((each) => choiceOf(each, search)),
  );
  throw new AmbiguousPairError(asked.symbol, "coingecko", told);
}

/** Where CoinGecko prices in none of the quotes that may be meant: the big coin among the bases in those that it has. */
function inUsualQuotes(asked: AskedPair): string[] {
  const [coin] = [asked, ...asked.others ?? []].filter(({ base }) => COINS.has(base));
  return coin === undefined ? [] : USUAL_QUOTES.map((quote) => coin.base + quote);
}

/** Asks CoinGecko for the coins that a symbol may mean, each symbol once. */
export class CoinSearch {
  readonly #answers = new Map<string, Promise<FoundCoin[]>>();

  constructor(
    private readonly http: HttpClient,
    private readonly signal: AbortSignal,
    private readonly budgetMs: number,
    /** Hears of every coin that is told. */
    private readonly see: (coin: FoundCoin) => void = () => {},
  ) {}

  /** @throws {SourceError} CoinGecko could not be asked */
  coins(symbol: string): Promise<FoundCoin[]> {
    let answer = this.#answers.get(symbol);
    if (answer === undefined) this.#answers.set(symbol, answer = this.#ask(symbol));
    return answer;
  }

  async #ask(query: string): Promise<FoundCoin[]> {
    const { http, signal, budgetMs } = this;
    const parsed = SearchAnswer.safeParse(
      await http.getJson("/search", { query }, signal, { budgetMs }),
    );
    if (parsed.success) {
      parsed.data.coins.forEach(this.see);
      return parsed.data.coins;
    }
    const message = "CoinGecko's search answered something other than coins";
    throw new SourceError("coingecko", message, "badAnswer");
  }
}

async function coinsOf(
  { symbol, base, quote }: PairName,
  chosen: string | undefined,
  search: CoinSearch,
): Promise<{ coins: readonly MeantCoin[]; near: readonly string[] }> {
  const pair = { symbol, base, quote };
  const known = COINS.get(base);
  if (known !== undefined && (chosen === undefined || chosen === known)) {
    return { coins: [{ pair, id: known, name: COIN_NAMES.get(base), rank: undefined }], near: [] };
  }
  const newName = RENAMED_COINS.get(base);
  if (newName !== undefined && chosen === undefined) return { coins: [], near: [newName] };
  if (STATE_CURRENCIES.has(base) || base === "USD") return { coins: [], near: [] };
  const found = await search.coins(base);
  const exact = found.filter((coin) => nameCapitals(coin.symbol) === base)
    .filter(({ id }) => chosen === undefined || chosen === id)
    .sort((a, b) => (a.market_cap_rank ?? Infinity) - (b.market_cap_rank ?? Infinity))
    .map(({ id, name, market_cap_rank }) => ({ pair, id, name, rank: market_cap_rank ?? null }));
  return { coins: exact, near: exact.length > 0 ? [] : nearBases(base, found) };
}

/** Beside a big coin, one without any market capitalisation is not what is meant; nor is a second big one, ARBUSD's AR. */
function likelyOnes(coins: readonly MeantCoin[]): readonly MeantCoin[] {
  const big = coins.find(({ rank }) => rank === undefined);
  return big === undefined ? coins : [big, ...coins.filter(({ rank }) => typeof rank === "number")];
}

function nearBases(base: string, found: readonly FoundCoin[]): string[] {
  const symbols = found.map((coin) => nameCapitals(coin.symbol)).filter(isPlainSymbol).slice(0, 3);
  return [...new Set([...symbols, ...nearMatches(base, COINS.keys())])].slice(0, 5);
}

function isPlainSymbol(symbol: string): boolean {
  return /^[A-Z0-9]{1,15}$/.test(symbol);
}

/** Of a coin out of the table nobody has asked the rank yet. */
async function choiceOf(coin: MeantCoin, search: CoinSearch): Promise<PairChoice> {
  const { pair: { base, quote }, id } = coin;
  const asked = coin.rank === undefined
    ? (await search.coins(base).catch(() => [])).find((each) => each.id === id)
    : undefined;
  const name = asked?.name ?? coin.name;
  const rank = asked === undefined ? coin.rank : asked.market_cap_rank ?? null;
  return {
    pair: `${base}/${quote}`,
    source: "coingecko",
    coin: id,
    ...(name === undefined ? {} : { name }),
    ...(rank === undefined ? {} : { rank }),
  };
}
