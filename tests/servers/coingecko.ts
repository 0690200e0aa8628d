import { type Fault, shuffled, staleness } from "./fault.ts";
import {
  type MarketPrice,
  PriceServer,
  type PriceServerOptions,
  type Reply,
} from "./price_server.ts";

/** A coin as `/search` lists it. */
interface SearchableCoin {
  readonly id: string;
  readonly symbol: string;
  readonly name?: string;
  readonly market_cap_rank?: number | null;
}

/** Prices of a coin by currency; `last_updated_at` (seconds) is the server's time unless given. */
type CoinPrices = Readonly<Record<string, unknown>>;

/** Speaks CoinGecko's `/simple/price`, `/search`, `/coins/{id}/market_chart` and `/ping`, with and without `/api/v3` before them. */
export class CoinGeckoServer extends PriceServer {
  readonly #prices = new Map<string, CoinPrices>();
  readonly #coins: SearchableCoin[] = [];
  readonly #markets = new Map<string, MarketPrice>();

  setPrice(id: string, prices: CoinPrices): void {
    this.#prices.set(id, prices);
  }

  removePrice(id: string): void {
    this.#prices.delete(id);
  }

  /** Makes the coin known to `/search`. */
  addCoin(coin: SearchableCoin): void {
    this.#coins.push(coin);
  }

  /** Makes the coin's chart; every currency has the same. */
  setMarket(id: string, priceAt: MarketPrice): void {
    this.#markets.set(id, priceAt);
  }

  protected override reply(path: string, params: URLSearchParams, fault: Fault): Reply {
    if (path === "/simple/price") return this.#simplePrice(params, fault);
    if (path === "/search") return this.#search(params);
    const chart = /^\/coins\/([^/]+)\/market_chart$/.exec(path);
    if (chart) return this.#marketChart(chart[1] ?? "", params, fault);
    if (path === "/ping") return ok({ gecko_says: "(V3) To the Moon!" });
    return { status: 404, body: JSON.stringify({ error: "Incorrect path" }) };
  }

  protected override errorBody(status: number): string {
    const error_message = status === 429 ? "You've exceeded the Rate Limit" : "Something is wrong";
    return JSON.stringify({ status: { error_code: status, error_message } });
  }

  #simplePrice(params: URLSearchParams, fault: Fault): Reply {
    const currencies = list(params.get("vs_currencies"));
    if (currencies.length === 0) {
      return { status: 422, body: JSON.stringify({ error: "Missing parameter vs_currencies" }) };
    }
    const asked = list(params.get("ids"));
    const ids = fault.wrongSymbols ? asked.map((id) => `not-${id}`) : asked;
    const answer: Record<string, unknown> = {};
    for (const [index, id] of ids.entries()) {
      const prices = this.#prices.get(asked[index] ?? "");
      if (prices !== undefined) answer[id] = this.#entry(prices, currencies, params, fault);
    }
    const body = JSON.stringify(answer);
    return { status: 200, body: fault.nan ? body.replaceAll('"NaN"', "NaN") : body };
  }

  #entry(prices: CoinPrices, currencies: string[], params: URLSearchParams, fault: Fault) {
    const entry: Record<string, unknown> = {};
    for (const currency of currencies) {
      if (currency in prices) entry[currency] = fault.nan ? "NaN" : prices[currency];
    }
    if (params.get("include_last_updated_at") === "true") {
      const seconds = Math.floor((this.now() - staleness(fault)) / 1000);
      entry.last_updated_at = "last_updated_at" in prices ? prices.last_updated_at : seconds;
    }
    return entry;
  }

  #marketChart(id: string, params: URLSearchParams, fault: Fault): Reply {
    const priceAt = this.#markets.get(id);
    if (priceAt === undefined) {
      return { status: 404, body: JSON.stringify({ error: "coin not found" }) };
    }
    const days = Number(params.get("days"));
    const stepMs = days <= 1 ? 300_000 : days <= 90 ? 3_600_000 : 86_400_000;
    const prices: [number, unknown][] = [];
    // CoinGecko's points are some seconds after the round minute.
    for (let at = this.now() - days * 86_400_000 + 4_321; at < this.now(); at += stepMs) {
      prices.push([at, priceAt(at)]);
    }
    prices.push([this.now(), priceAt(this.now())]);
    const fresh = prices.filter(([at]) => at <= this.now() - staleness(fault));
    if (fault.nan) { for (const point of fresh) point[1] = null; }
    const told = fault.shuffled ? shuffled(fresh) : fresh;
    return ok({ prices: told, market_caps: [], total_volumes: [] });
  }

  #search(params: URLSearchParams): Reply {
    const query = (params.get("query") ?? "").toLowerCase();
    const coins = this.#coins.filter((coin) =>
      coin.symbol.toLowerCase().includes(query) || coin.id.includes(query)
    );
    const listed = coins.map((coin) => ({ name: coin.id, market_cap_rank: null, ...coin }));
    return ok({ coins: listed, exchanges: [], icos: [], categories: [], nfts: [] });
  }
}

/** Starts a CoinGecko on a free local port. */
export function startCoinGecko(options?: PriceServerOptions): CoinGeckoServer {
  return new CoinGeckoServer(options);
}

function ok(value: unknown): Reply {
  return { status: 200, body: JSON.stringify(value) };
}

function list(text: string | null): string[] {
  return (text ?? "").split(",").filter((part) => part !== "");
}
