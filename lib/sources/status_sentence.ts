import { SOURCE_LABELS } from "./labels.ts";
import type { SourceName } from "@/lib/market/source_name.ts";

/** A refusal by status, in words for a person: what it means and what to do. */
export function statusSentence(source: SourceName, status: number, code: number | null): string {
  return ownSentence(source, status, code) ?? commonSentence(source, status);
}

function ownSentence(source: SourceName, status: number, code: number | null): string | null {
  if (source === "coingecko") return coinGeckoSentence(status, code);
  return source === "binance" ? binanceSentence(status) : null;
}

function coinGeckoSentence(status: number, code: number | null): string | null {
  switch (code) {
    case 10002:
      return "CoinGecko wants an API key; set COINGECKO_API_KEY and COINGECKO_PLAN";
    case 10005:
      return "CoinGecko's plan of this key does not include what was asked; check COINGECKO_PLAN";
    case 10010:
      return "CoinGecko takes this key at its paid host only; set COINGECKO_PLAN=pro";
    case 10011:
      return "CoinGecko takes this key at its free host only; set COINGECKO_PLAN=demo";
  }
  if (status === 401) {
    return "CoinGecko refused the API key (401); check COINGECKO_API_KEY and COINGECKO_PLAN";
  }
  if (status === 429) {
    return "CoinGecko was asked more often than it allows (429); " +
      "it is asked again at the next check, and an API key of one's own raises the limit";
  }
  return null;
}

function binanceSentence(status: number): string | null {
  if (status === 451) {
    return "Binance refuses requests from this region (451); " +
      "set PRICE_SOURCE=coingecko or another BINANCE_API_URL";
  }
  if (status === 418) {
    return "Binance has banned this network address for a while for being asked too often (418)";
  }
  return null;
}

function commonSentence(source: SourceName, status: number): string {
  const label = SOURCE_LABELS[source];
  if (status === 429) {
    return `${label} was asked more often than it allows (429); it is asked again at the next check`;
  }
  if (status >= 500) {
    return `${label} has trouble of its own (${status}); it is asked again at the next check`;
  }
  if (status >= 300 && status < 400) {
    return `${label} points to another address (${status}); correct ${addressSetting(source)}`;
  }
  if (status === 404) {
    return `${label} knows no such address (404); check ${addressSetting(source)}`;
  }
  return `${label} refused the request (${status}); check ${addressSetting(source)}`;
}

/** The setting that holds a source's address. */
export function addressSetting(source: SourceName): string {
  return `${source.toUpperCase()}_API_URL`;
}
