import { RunningServer } from "../../tests/program/running_server.ts";
import { DEMO_COINS } from "@/lib/sources/demo_assets.ts";

/** A running program on the demo market, for pictures. */
export interface Stage {
  readonly url: string;
  /** Asks the API; answers its JSON. */
  api(method: string, path: string, body?: unknown): Promise<Json>;
  stop(): Promise<void>;
}

// deno-lint-ignore no-explicit-any -- answers are looked into here and there
type Json = any;

/** The demo as `deno task demo` starts it, or one that watches nothing yet. */
export async function startStage(kind: "demo" | "bare"): Promise<Stage> {
  const folder = await Deno.makeTempDir();
  const options = kind === "demo"
    ? { args: ["--demo"] }
    : { env: { PRICE_SOURCE: "demo", CHECK_INTERVAL_SECONDS: "1" } };
  const server = await RunningServer.start({ folder, ...options });
  if (kind === "demo") await server.waitFor(/reaching your target/);
  return {
    url: server.url,
    async api(method, path, body) {
      const init = body === undefined ? {} : { body: JSON.stringify(body) };
      const response = await fetch(server.url + path, { method, ...init });
      if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
      return await response.json();
    },
    async stop() {
      await server.stop();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

const HUNDRED = 100;
const LOADED_WITHIN_MS = 180_000;
const QUOTES = ["USDT", "BTC", "ETH", "EUR", "USDC"];

/** Watches a hundred pairs, a third of them with an alarm near by. */
export async function watchHundred({ api }: Stage): Promise<void> {
  const names = QUOTES.flatMap((quote) =>
    [...DEMO_COINS.keys()].filter((coin) => coin !== quote).map((coin) => coin + quote)
  );
  for (const [place, symbol] of names.slice(0, HUNDRED).entries()) {
    const { pair } = await api("POST", "/api/pairs", { pair: symbol });
    if (place % 3 !== 0) continue;
    const targetPrice = Number((pair.currentPrice * (1.03 + (place % 7) / 50)).toPrecision(5));
    const alarm = { type: "target", direction: "any", targetPrice };
    await api("POST", `/api/pairs/${symbol}/alarms`, alarm);
  }
  await untilLoaded(api);
}

/** The pictures show pairs whose last day is known. */
async function untilLoaded(api: Stage["api"]): Promise<void> {
  const isLoaded = async () => {
    const { pairs } = await api("GET", "/api/pairs");
    return pairs.every(({ dayAgo }: { dayAgo: number | null }) => dayAgo !== null);
  };
  const deadline = Date.now() + LOADED_WITHIN_MS;
  while (!await isLoaded()) {
    if (Date.now() > deadline) throw new Error("The history of a hundred pairs was not loaded");
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}
