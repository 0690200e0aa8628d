import { z } from "zod";
import type { ReceiveTools, Receiving } from "@/lib/notify/channel_type.ts";
import { readJson } from "@/lib/notify/http_outcome.ts";
import { SECOND_MS } from "@/lib/time/durations.ts";

/** How long the server holds a question that it has no answer to yet. */
const HOLD_MS = 50 * SECOND_MS;
/** Reactions at once; what is over is told by the next answer. */
const MOST_EVENTS = 50;

const Reaction = z.object({
  type: z.literal("m.reaction"),
  sender: z.string(),
  content: z.object({
    "m.relates_to": z.object({ event_id: z.string(), key: z.string() }),
  }),
});

const Synced = z.object({
  next_batch: z.string(),
  rooms: z.object({
    join: z.record(
      z.string(),
      z.object({ timeline: z.object({ events: z.array(z.unknown()) }).optional() }),
    ).optional(),
  }).optional(),
});

/** What a reaction means, by its sign without the mark that makes it a picture. */
const ACTIONS: Readonly<Record<string, "acknowledge" | "snooze">> = {
  ...{ "👍": "acknowledge", "✅": "acknowledge", "✔": "acknowledge" },
  ...{ "💤": "snooze", "😴": "snooze" },
};

/** Hears reactions to messages; one listener for each token. */
export async function receiveReactions(
  { config, channels, heard }: Receiving,
  tools: ReceiveTools,
): Promise<void> {
  const { askTheirsLong, signal } = tools;
  const base = String(config.server).replace(/\/$/, "");
  while (!signal.aborted) {
    const mine = channels();
    const query = new URLSearchParams({
      filter: JSON.stringify(filterOf(mine.map((channel) => String(channel.config.roomId)))),
      // The first answer says only where we are.
      timeout: String(heard.since === undefined ? 0 : HOLD_MS),
      ...(heard.since === undefined ? {} : { since: heard.since }),
    });
    const { status, text } = await askTheirsLong(`${base}/_matrix/client/v3/sync?${query}`, {
      method: "GET",
      headers: { authorization: `Bearer ${config.accessToken}` },
    });
    const synced = status === 200 ? readJson(text, Synced) : null;
    if (synced === null) throw new Error(`Matrix answered sync with status ${status}`);
    const rooms = Object.values(synced.rooms?.join ?? {});
    for (const event of rooms.flatMap(({ timeline }) => timeline?.events ?? [])) {
      const { data } = Reaction.safeParse(event);
      const isOwn = mine.some((channel) => channel.config.userId === data?.sender);
      if (data !== undefined && !isOwn) await takeOrSay(data, tools);
    }
    // Asked for from here on only once its effect is on disk: a crash has it told again.
    heard.since = synced.next_batch;
  }
}

/** One that fails keeps nobody from the next. */
async function takeOrSay(
  { sender, content }: z.infer<typeof Reaction>,
  { pressOn, say, signal }: ReceiveTools,
): Promise<void> {
  const { event_id: reference, key } = content["m.relates_to"];
  // Skin colours and the mark that makes a sign a picture change nothing.
  const action = ACTIONS[key.replace(/[\ufe0f\u{1f3fb}-\u{1f3ff}]/gu, "")];
  if (action === undefined) return;
  try {
    await pressOn(reference, action, `${sender} (Matrix)`);
  } catch (error) {
    if (signal.aborted) throw error;
    say(`A reaction in Matrix had no effect: ${error instanceof Error ? error.name : "Error"}`);
  }
}

function filterOf(rooms: readonly string[]): object {
  const none = { types: [] };
  const timeline = { types: ["m.reaction"], limit: MOST_EVENTS };
  return {
    ...{ presence: none, account_data: none },
    room: { rooms, timeline, state: none, ephemeral: none, account_data: none },
  };
}
