import { callbackUrl } from "@/lib/notify/channel_worker.ts";
import { missed } from "./action_links.ts";
import { readText } from "./api.ts";
import type { Services, State } from "./define.ts";

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
