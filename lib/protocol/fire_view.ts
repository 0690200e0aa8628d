import type { Delivery } from "@/lib/alarms/delivery.ts";
import type { Fire } from "@/lib/alarms/fire.ts";

/** A fire on the wire, with who is told of it besides the screens. */
export interface FireView extends Fire {
  /** An older server does not say. */
  readonly deliveries?: readonly Delivery[];
}

/** Fires with what became of their deliveries. */
export function firesWithDeliveries(
  fires: readonly Fire[],
  outbox: readonly Delivery[],
): FireView[] {
  const wanted = new Set(fires.map(({ id }) => id));
  const byFire = Map.groupBy(
    outbox.filter(({ fireId }) => wanted.has(fireId)),
    ({ fireId }) => fireId,
  );
  return fires.map((fire) => ({ ...fire, deliveries: byFire.get(fire.id) ?? [] }));
}
