import type { Fault } from "./fault.ts";
import { PriceServer, type PriceServerOptions, type Reply } from "./price_server.ts";

/** Speaks Binance's `/api/v3/ticker/price`, `/api/v3/exchangeInfo` and `/api/v3/ping`. */
export class BinanceServer extends PriceServer {
  readonly #prices = new Map<string, unknown>();
  readonly #statuses = new Map<string, string>();

  /** A number is sent as a decimal string, as Binance does; anything else as it is. */
  setPrice(symbol: string, price: unknown): void {
    this.#prices.set(symbol, typeof price === "number" ? decimal(price) : price);
  }

  removePrice(symbol: string): void {
    this.#prices.delete(symbol);
  }

  /** `TRADING` unless set: `BREAK`, `HALT`, … */
  setStatus(symbol: string, status: string): void {
    this.#statuses.set(symbol, status);
  }

  protected override reply(path: string, params: URLSearchParams, fault: Fault): Reply {
    if (path === "/ticker/price") return this.#tickerPrice(params, fault);
    if (path === "/exchangeInfo") return this.#exchangeInfo(params);
    if (path === "/ping") return ok({});
    return { status: 404, body: "" };
  }

  protected override errorBody(status: number): string {
    return status === 429 || status === 418
      ? JSON.stringify({ code: -1003, msg: "Too much request weight used." })
      : JSON.stringify({ code: -1000, msg: "An unknown error occurred." });
  }

  #tickerPrice(params: URLSearchParams, fault: Fault): Reply {
    const symbol = params.get("symbol");
    if (symbol !== null) {
      return this.#prices.has(symbol) ? ok(this.#row(symbol, fault)) : invalidSymbol();
    }
    const asked = this.#symbolsOf(params);
    if (asked === null) return refused(-1100, "Illegal characters found in parameter 'symbols'.");
    if (!asked.every((each) => this.#prices.has(each))) return invalidSymbol();
    return ok(asked.map((each) => this.#row(each, fault)));
  }

  #exchangeInfo(params: URLSearchParams): Reply {
    const symbol = params.get("symbol");
    const asked = symbol === null ? this.#symbolsOf(params) : [symbol];
    if (asked === null) return refused(-1100, "Illegal characters found in parameter 'symbols'.");
    if (!asked.every((each) => this.#prices.has(each))) return invalidSymbol();
    const wanted = params.get("symbolStatus");
    const symbols = asked
      .map((each) => ({ symbol: each, status: this.#statuses.get(each) ?? "TRADING" }))
      .filter((each) => wanted === null || each.status === wanted);
    return ok({ timezone: "UTC", serverTime: this.now(), symbols });
  }

  #row(symbol: string, fault: Fault) {
    const named = fault.wrongSymbols ? `X${symbol}` : symbol;
    return { symbol: named, price: fault.nan ? "NaN" : this.#prices.get(symbol) };
  }

  /** All symbols where none is named; null where the list is no list of plain symbols. */
  #symbolsOf(params: URLSearchParams): string[] | null {
    const text = params.get("symbols");
    if (text === null) return [...this.#prices.keys()];
    if (!/^\["[A-Z0-9]{1,20}"(,"[A-Z0-9]{1,20}")*\]$/.test(text)) return null;
    return text.slice(2, -2).split('","');
  }
}

/** Starts a Binance on a free local port. */
export function startBinance(options?: PriceServerOptions): BinanceServer {
  return new BinanceServer(options);
}

function ok(value: unknown): Reply {
  return { status: 200, body: JSON.stringify(value) };
}

function invalidSymbol(): Reply {
  return refused(-1121, "Invalid symbol.");
}

function refused(code: number, msg: string): Reply {
  return { status: 400, body: JSON.stringify({ code, msg }) };
}

/** Eight digits after the point at least, never an exponent. */
function decimal(price: number): string {
  return price.toFixed(price < 0.001 ? 14 : 8);
}
