import { MINUTE_MS } from "@/lib/time/durations.ts";
import type { Services, State } from "./define.ts";

/** The page of an action link. */
export interface LinkShown {
  readonly status: number;
  readonly title: string;
  readonly text: string;
  /** Null where there is nothing to do any more. */
  readonly button: string | null;
}

/** Misses of one address within the span; more are told to wait. */
const MOST_MISSES = 30;
const SPAN_MS = 10 * MINUTE_MS;
/** Addresses whose misses are known; the oldest is forgotten. */
const MOST_ADDRESSES = 1000;

/** When each address named tokens that nobody knows, in milliseconds; by program. */
const misses = new WeakMap<Services, Map<string, number[]>>();

const UNKNOWN: LinkShown = {
  status: 410,
  title: "This link is over",
  text: "Its fire is closed or not kept any more. The page Log knows what rang.",
  button: null,
};

const BUTTONS = { acknowledge: "Acknowledge", snooze: "Snooze for 15 minutes" } as const;

/** Shows what a link would do, or (`acts`) does it. */
export async function pressedByLink(
  { services, address }: Pick<State, "services" | "address">,
  token: string,
  { acts }: { readonly acts: boolean },
): Promise<LinkShown> {
  const { actions } = services;
  const meant = await actions.look(token);
  if (meant === null) return missed(services, address);
  if (!acts && !meant.isDone) {
    return { status: 200, title: meant.title, text: meant.text, button: BUTTONS[meant.action] };
  }
  const { outcome, text } = await actions.take(meant, `${address} (link)`);
  if (outcome === "unknown") return UNKNOWN;
  if (outcome === "refused") return { status: 403, title: "Not allowed", text, button: null };
  return { status: 200, title: text, text: meant.title, button: null };
}

/** Whoever has a link is not kept from it by others who guess behind the same address. */
export function missed(services: Services, address: string): LinkShown {
  const at = services.now();
  const recent = recentMisses(services, address, at);
  if (recent.length >= MOST_MISSES) {
    const text = "Too many links that nobody knows were opened from here; try again in a while.";
    return { status: 429, title: "Too many requests", text, button: null };
  }
  recent.push(at);
  return UNKNOWN;
}

function recentMisses(services: Services, address: string, now: number): number[] {
  let known = misses.get(services);
  if (known === undefined) misses.set(services, known = new Map());
  const recent = (known.get(address) ?? []).filter((at) => at > now - SPAN_MS);
  known.delete(address);
  known.set(address, recent);
  const [oldest] = known.keys();
  if (known.size > MOST_ADDRESSES && oldest !== undefined) known.delete(oldest);
  return recent;
}
