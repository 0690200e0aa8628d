import { idle } from "../measure.ts";
import { MovingPrices } from "../moving_prices.ts";
import { withAudience } from "../audience.ts";
import type { Row } from "../row.ts";

const PAIRS = 20;
const CHANGES = 5;
const BROWSERS = 100;
const STREAMED = "a price to 100 browsers, streamed";
const POLLED = "the same, asked for every 15 s";
/** A round of asking, and what it takes until all have its frame, in milliseconds. */
const ROUND_MS = 17_000;

/**
 * From the moment that a price is set at the exchange to that at which a browser has the frame with it: two programs
 * in processes of their own, each with its browsers, hear of the same prices.
 */
export async function freshness(): Promise<Row[]> {
  const market = new MovingPrices(PAIRS);
  try {
    const times = await withAudience(
      { market, browsers: BROWSERS, stream: "on" },
      (streamed) =>
        withAudience({ market, browsers: BROWSERS, stream: "off" }, async (polled) => {
          await idle(ROUND_MS);
          await market.move(CHANGES);
          await idle(ROUND_MS);
          refuseGaps(STREAMED, streamed.delays);
          refuseGaps(POLLED, polled.delays);
          return { streamed: streamed.delays, polled: polled.delays };
        }),
    );
    return [
      { name: STREAMED, against: POLLED, times: times.streamed, blocks: [] },
      { name: POLLED, times: times.polled, blocks: [] },
    ];
  } finally {
    await market.server.close();
  }
}

/** A price that somebody never heard of would be missing in the figures too. */
function refuseGaps(what: string, { length }: readonly number[]): void {
  const expected = PAIRS * CHANGES * BROWSERS;
  if (length !== expected) throw new Error(`Heard ${length} of ${expected} prices: ${what}`);
}
