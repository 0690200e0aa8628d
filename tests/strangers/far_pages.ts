import { Connection, type Socket } from "@/lib/client/connection.ts";
import { applyFrame, type Model, modelOf, shouldResync } from "@/lib/client/model.ts";
import { slimAlarm } from "@/lib/protocol/slim.ts";
import { LiveClient } from "../program/live_client.ts";
import { until } from "../timeouts.ts";

/** A page's connection and model over a real socket, without a browser around it. */
export class FarPage {
  model: Model;
  isLive = false;
  readonly connection: Connection;

  constructor(first: Model, url: () => string) {
    this.model = first;
    this.connection = new Connection({
      open: () => new WebSocket(url()) as Socket,
      random: Math.random,
      setTimer: (run, ms) => self.setTimeout(run, ms),
      clearTimer: (timer) => self.clearTimeout(timer),
    }, {
      position: () => ({ epoch: this.model.epoch, seq: this.model.seq }),
      frame: (frame) => {
        const before = this.model;
        this.model = applyFrame(before, frame);
        if (shouldResync(before, this.model, frame)) this.connection.resync();
      },
      opened() {},
      linked: () => this.isLive = true,
      lost: () => this.isLive = false,
      ended() {},
      caughtUp() {},
    });
  }

  /** What the page shows that must be what the server has. */
  get shown(): string {
    return shownOf(this.model);
  }
}

function shownOf({ epoch, pairs, ringing }: Pick<Model, "epoch" | "pairs" | "ringing">): string {
  const ofPair = (
    { symbol, alarms, currentPrice, maxPrice, minPrice }: Model["pairs"][number],
  ) => ({
    ...{ symbol, currentPrice, maxPrice, minPrice },
    // Snapshots leave out what pages do not show.
    alarms: alarms.toSorted((first, second) => first.id < second.id ? -1 : 1).map(slimAlarm),
  });
  const shown = {
    epoch,
    pairs: pairs.map(ofPair),
    ringing: ringing.map(({ id }) => id).toSorted(),
  };
  return Deno.inspect(shown, { depth: 9, sorted: true, iterableLimit: 10_000 });
}

/** So many pages that are live; with `stop` they end. */
export async function openPages(
  count: number,
  server: { readonly url: string },
  url: () => string,
): Promise<{ readonly pages: readonly FarPage[]; stop(): void }> {
  const first = await LiveClient.connect(server.url);
  await first.close();
  const make = () => new FarPage(modelOf(first.snapshot), url);
  const pages = Array.from({ length: count }, make);
  for (const { connection } of pages) connection.start();
  await until(() => pages.every(({ isLive }) => isLive), "all pages are live");
  return { pages, stop: () => pages.forEach(({ connection }) => connection.stop()) };
}

/** Waits until every page shows what the server has. */
export async function untilAllShowIt(
  pages: readonly FarPage[],
  server: { readonly url: string },
): Promise<void> {
  await until(async () => {
    const fresh = await LiveClient.connect(server.url);
    await fresh.close();
    const wanted = shownOf(fresh.snapshot);
    return pages.every(({ shown }) => shown === wanted);
  }, "every page shows what the server has");
}
