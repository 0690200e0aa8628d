import { z } from "zod";
import { must } from "@/lib/alarms/kinds/fields.ts";
import { defineChannelType, type ReceiveTools, type Receiving } from "@/lib/notify/channel_type.ts";
import { cutToUnits, type Message } from "@/lib/notify/message.ts";
import { outcomeOfJson, readJson, saidTo, type ServiceAnswer } from "@/lib/notify/request.ts";
import type { Outcome } from "@/lib/notify/retries.ts";
import { SECOND_MS } from "@/lib/time/durations.ts";

const LONGEST_MESSAGE = 1024;
const LONGEST_LINK = 512;
/** 1 breaks quiet hours on the phone, 0 does not, -1 makes no sound. */
const PRIORITY = { low: -1, normal: 1, high: 1, test: 0 } as const;
/** Rings again every minute for an hour, until somebody acknowledges in the app. */
const EMERGENCY = { priority: 2, retry: 60, expire: 3600 } as const;

const tokenRule = must("be 30 letters and digits: the API token of an application in Pushover");
const userRule = must("be 30 letters and digits: your user key or a group's, as Pushover shows it");

/** A person or group at Pushover. */
export const PUSHOVER = defineChannelType({
  config: z.strictObject({
    token: z.string(tokenRule).regex(/^[a-z\d]{30}$/i, tokenRule),
    user: z.string(userRule).regex(/^[a-z\d]{30}$/i, userRule),
  }),
  secrets: ["token"],
  addresses: [],
  repeatsAreSafe: false,
  async prepare(config, { askOwn, services }) {
    const { token, user } = config;
    const said = await saidTo(askOwn(`${services.pushover}/1/users/validate.json`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ token, user }),
    }));
    const [field] = said?.status === 400 ? wrongIn(readJson(said.text, Answer)) : [];
    if (field === undefined) return { ok: true, config };
    return { ok: false, field, rule: "is not known to Pushover; copy it again" };
  },
  async send(
    { title, text, link, at, fires, priority, isRepeat },
    { token, user },
    { askOwn, services, now, buttons },
  ) {
    const answer = await askOwn(`${services.pushover}/1/messages.json`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        ...{ token, user, title },
        message: cutToUnits(text, LONGEST_MESSAGE),
        ...urgencyOf({ fires, priority, ...(isRepeat && { isRepeat }) }),
        timestamp: Math.floor(Date.parse(at) / 1000),
        ...linkOf(buttons.find(({ action }) => action === "acknowledge")?.url ?? null, link),
      }),
    });
    return outcomeOf(answer, now());
  },
  // It would ring on.
  async close({ reference }, { token }, { askOwn, services }) {
    await askOwn(`${services.pushover}/1/receipts/${reference}/cancel.json`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ token }),
    });
  },
  account: ({ token }) => token,
  receive: receiveReceipts,
});

function urgencyOf(
  { fires, priority, isRepeat }: Pick<Message, "fires" | "priority" | "isRepeat">,
) {
  if (fires.every(({ test }) => test)) return { priority: PRIORITY.test };
  if (priority !== "critical") return { priority: PRIORITY[priority] };
  // The first one rings on by itself: with each repeat, one more would ring beside it.
  return isRepeat ? { priority: PRIORITY.high } : EMERGENCY;
}

/** A message has room for one link: the one that ends the ringing. */
function linkOf(acknowledge: string | null, link: string | null) {
  const url = acknowledge ?? link;
  if (url === null || url.length > LONGEST_LINK) return {};
  return { url, url_title: acknowledge === null ? "Open" : "Acknowledge" };
}

const Answer = z.object({
  status: z.number(),
  request: z.string().optional(),
  /** Of a message that rings until it is acknowledged. */
  receipt: z.string().regex(/^\w{1,64}$/).optional(),
  token: z.string().optional(),
  user: z.string().optional(),
});

function outcomeOf(answer: ServiceAnswer, now: number): Outcome {
  const { outcome, body } = outcomeOfJson(answer, { schema: Answer, now });
  if (outcome.kind === "sent") {
    const { status, receipt } = body ?? {};
    if (status === 1) return receipt === undefined ? outcome : { ...outcome, reference: receipt };
    return { kind: "drop", why: "It answered, but did not take the message" };
  }
  const wrong = wrongIn(body);
  if (outcome.kind !== "drop" || wrong.length === 0) return outcome;
  return { kind: "gone", why: `It does not know this ${wrong.join(" and ")}; enter it again` };
}

/** The fields that it does not know. */
function wrongIn(body: z.infer<typeof Answer> | null): ("token" | "user")[] {
  return (["token", "user"] as const).filter((name) => body?.[name] === "invalid");
}

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
