import type { Event } from "@/lib/store/event.ts";

const PRICES: ReadonlySet<Event["type"]> = new Set(["priceObserved", "priceShown", "priceDoubted"]);

/** Whether events move nothing but prices: what a crash forgets of them the source tells again. */
export function isPriceOnly(events: readonly Event[]): boolean {
  return events.every(({ type }) => PRICES.has(type));
}
