import type { Delivery } from "@/lib/alarms/delivery.ts";

/** What became of a delivery, for a person. */
export function deliveryWords({ state, attempts, lastError }: Delivery): string {
  switch (state) {
    case "due":
      return attempts === 0
        ? "on its way"
        : `failed ${times(attempts)}, is tried again: ${lastError}`;
    case "accepted":
      return "accepted by the service";
    case "delivered":
      return "it works: the button arrived";
    case "dead":
      return `given up: ${lastError}`;
    case "cancelled":
      return "cancelled";
  }
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}
