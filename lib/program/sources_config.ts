import { join } from "node:path";
import { z } from "zod";
import { getLogger } from "@/lib/logs/logger.ts";
import type { Config } from "@/lib/settings/config.ts";
import type { MonthCount, MonthKeeper } from "@/lib/sources/budget/weight_budget.ts";
import type { SourcesConfig } from "@/lib/sources/create_sources.ts";

/** The part of the settings that price sources need. */
export function sourcesConfig(config: Config): SourcesConfig {
  return {
    mode: config.PRICE_SOURCE,
    coingecko: {
      apiUrl: config.COINGECKO_API_URL,
      apiKey: config.COINGECKO_API_KEY,
      plan: config.COINGECKO_PLAN,
      month: new MonthFile(join(config.DATA_DIR, "coingecko_month.json")),
    },
    binance: { apiUrl: config.BINANCE_API_URL, streamUrl: config.BINANCE_STREAM_URL },
    coinbase: { apiUrl: config.COINBASE_API_URL, streamUrl: config.COINBASE_STREAM_URL },
    kraken: { apiUrl: config.KRAKEN_API_URL, streamUrl: config.KRAKEN_STREAM_URL },
  };
}

const Count = z.object({ month: z.string(), used: z.number().min(0) });
/** Calls that may go uncounted when the program is killed: the file is written once for so many. */
const WRITE_EVERY = 10;

/**
 * Keeps the calls of a month over restarts. Losing the file costs no more than a count that is too
 * low, so nothing here throws.
 */
class MonthFile implements MonthKeeper {
  #written = -Infinity;

  constructor(private readonly path: string) {}

  load(): MonthCount | null {
    try {
      return Count.parse(JSON.parse(Deno.readTextFileSync(this.path)));
    } catch {
      return null;
    }
  }

  save(count: MonthCount): void {
    if (count.used >= this.#written && count.used - this.#written < WRITE_EVERY) return;
    try {
      Deno.writeTextFileSync(this.path, JSON.stringify(count), { mode: 0o600 });
      this.#written = count.used;
    } catch (error) {
      getLogger("sources").warn("The count of this month's calls is not kept: {error}", { error });
      this.#written = Infinity;
    }
  }
}
