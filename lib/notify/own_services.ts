import type { Services } from "./channel_type.ts";
import { Guard } from "./guard.ts";
import { bareHost, bracketed } from "./targets.ts";

/** Lets through the services that whoever runs the server named, wherever they stand. */
export function ownGuard(services: Services): Guard {
  const allowed = Object.values(services).map((address: string) => {
    const url = new URL(address);
    return bracketed(bareHost(url));
  });
  return new Guard({ allowed });
}
