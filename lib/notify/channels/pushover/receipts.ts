import { z } from "zod";
import type { ReceiveTools, Receiving } from "@/lib/notify/channel_type.ts";
import { readJson } from "@/lib/notify/http_outcome.ts";
import { SECOND_MS } from "@/lib/time/durations.ts";

/** Pushover wants to be asked every five seconds at most. */
const POLL_MS = 10 * SECOND_MS;

const Receipt = z.object({
  acknowledged: z.union([z.literal(0), z.literal(1)]),
  expired: z.union([z.literal(0), z.literal(1)]),
});

/** Hears which messages of the highest priority were acknowledged in the app; one asker for each token. */
export async function receiveReceipts({ config }: Receiving, tools: ReceiveTools): Promise<void> {
  const { askLong, services, awaited, pressOn, clock, signal } = tools;
  const over = new Set<string>();
  while (!signal.aborted) {
    for (const receipt of awaited()) {
      if (over.has(receipt)) continue;
      const url = `${services.pushover}/1/receipts/${receipt}.json?token=${config.token}`;
      const { status, text } = await askLong(url, { method: "GET" });
      const told = status === 200 ? readJson(text, Receipt) : null;
      if (told === null && status !== 400 && status !== 404) {
        throw new Error(`Pushover answered a receipt with status ${status}`);
      }
      if (told?.acknowledged === 1) await pressOn(receipt, "acknowledge", "somebody (Pushover)");
      // Kept for a week; what it does not know any more it will not know later.
      if (told === null || told.acknowledged === 1 || told.expired === 1) over.add(receipt);
    }
    await clock.after(POLL_MS, signal);
  }
}
