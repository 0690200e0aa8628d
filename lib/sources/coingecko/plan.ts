import { join } from "node:path";
import { z } from "zod";
import { getLogger } from "@/lib/logs/logger.ts";
import type { MonthCount, MonthKeeper } from "@/lib/sources/budget/weight_budget.ts";

/** How CoinGecko knows the asker. */
export const COINGECKO_PLANS = ["public", "demo", "pro"] as const;
export type CoinGeckoPlan = typeof COINGECKO_PLANS[number];

/** Calls that are allowed. */
export interface CoinGeckoLimits {
  readonly minute?: number;
  readonly month?: number;
}

/** For the paid plan those of the smallest one; what is allowed without a key is not told, and was seen to vary. */
export const COINGECKO_LIMITS: Readonly<Record<CoinGeckoPlan, CoinGeckoLimits>> = {
  public: { minute: 15 },
  demo: { minute: 30, month: 10_000 },
  pro: { minute: 250, month: 100_000 },
};

export function keyHeader(plan: CoinGeckoPlan, key: string | undefined): Record<string, string> {
  if (plan === "public" || !key) return {};
  return { [plan === "pro" ? "x-cg-pro-api-key" : "x-cg-demo-api-key"]: key };
}

/** What a refusal of CoinGecko's means, by its own number for it, and what to do. */
export function refusalWords(status: number, code: number | null, when: string): string | null {
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
      `it is asked again ${when}, and an API key of one's own raises the limit`;
  }
  return null;
}

const Count = z.object({ month: z.string(), used: z.number().min(0) });
/** Calls that may go uncounted when the program is killed: the file is written once for so many. */
const WRITE_EVERY = 10;

/**
 * Keeps the calls of a month over restarts. Losing the file costs no more than a count that is too
 * low, so nothing here throws.
 */
export class MonthFile implements MonthKeeper {
  #written = -Infinity;

  readonly #path: string;

  constructor(dataDir: string) {
    this.#path = join(dataDir, "coingecko_month.json");
  }

  load(): MonthCount | null {
    try {
      return Count.parse(JSON.parse(Deno.readTextFileSync(this.#path)));
    } catch {
      return null;
    }
  }

  save(count: MonthCount): void {
    if (count.used >= this.#written && count.used - this.#written < WRITE_EVERY) return;
    try {
      Deno.writeTextFileSync(this.#path, JSON.stringify(count), { mode: 0o600 });
      this.#written = count.used;
    } catch (error) {
      getLogger("sources").warn("The count of this month's calls is not kept: {error}", { error });
      this.#written = Infinity;
    }
  }
}
