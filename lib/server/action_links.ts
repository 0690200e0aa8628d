import { callbackUrl } from "@/lib/notify/channel_worker.ts";
import { MINUTE_MS } from "@/lib/time/durations.ts";
import { readText } from "./api/answer.ts";
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
  text:
    "Its fire is closed or not kept any more, or its channel was removed. The page Log knows what rang.",
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
function missed(services: Services, address: string): LinkShown {
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

const MAX_BODY_BYTES = 16 * 1024;
const HEADERS = { "cache-control": "no-store", "x-robots-tag": "noindex" };

/**
 * Does what a service tells that a person did with a message, once it is proved who asks.
 * @throws {Refusal} when the body is no form of theirs
 */
export async function takeCallback(
  { services, address }: Pick<State, "services" | "address">,
  { type = "", token = "" }: Readonly<Record<string, string>>,
  request: Request,
): Promise<Response> {
  const { actions, config: { PUBLIC_URL = "" } } = services;
  const meant = await actions.look(token);
  const told = meant && channelTold(services, meant.key, type);
  if (meant === null || told === null) {
    const { status, text } = missed(services, address);
    return new Response(text, { status, headers: HEADERS });
  }
  const heeded = told.type.hear?.({
    url: callbackUrl(PUBLIC_URL, type, token),
    fields: [...new URLSearchParams(await readText(request, MAX_BODY_BYTES))],
    header: (name) => request.headers.get(name),
  }, told.config) ?? null;
  if (heeded === null) {
    return new Response("The signature is wrong", { status: 403, headers: HEADERS });
  }
  const { action, unheard = null } = heeded;
  if (unheard !== null) await actions.unheard(meant.key, unheard, services.now());
  const by = `${told.name} (${type})`;
  const answer = heeded.answer(action && await actions.take({ action, key: meant.key }, by));
  return new Response(answer.body, { headers: { ...HEADERS, "content-type": answer.type } });
}

/** The channel whose message it was, with its secrets; null where it is not of this type. */
function channelTold({ store: { state }, channels }: Services, key: string, typeName: string) {
  const id = state.outbox.find((each) => each.key === key)?.channelId;
  const channel = state.channels.find((each) => each.id === id && each.type === typeName);
  const type = channel && channels.typeOf(channel.type);
  if (channel === undefined || !type) return null;
  return { name: channel.name, type, config: channels.open(type, channel).config };
}
