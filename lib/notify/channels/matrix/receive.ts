import { z } from "zod";
import type { ReceiveTools, Receiving } from "@/lib/notify/channel_type.ts";
import { readJson } from "@/lib/notify/http_outcome.ts";
import { SECOND_MS } from "@/lib/time/durations.ts";

/** How long the server holds a question that it has no answer to yet. */
const HOLD_MS = 50 * SECOND_MS;
/** The newest reactions of a room that an answer holds at most; older ones are not told. */
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
    const rooms = [...new Set(mine.map((channel) => String(channel.config.roomId)))];
    // What happened in a room that nobody asked about before is told by an answer without `since` alone.
    const isKnown = rooms.every((room) => heard.rooms?.includes(room));
    const since = isKnown ? heard.since : undefined;
    const query = new URLSearchParams({
      filter: filterOf(rooms),
      timeout: String(since === undefined ? 0 : HOLD_MS),
      ...(since === undefined ? {} : { since }),
    });
    const { status, text } = await askTheirsLong(`${base}/_matrix/client/v3/sync?${query}`, {
      method: "GET",
      headers: { authorization: `Bearer ${config.accessToken}` },
    });
    const synced = status === 200 ? readJson(text, Synced) : null;
    if (synced === null) throw new Error(`Matrix answered sync with status ${status}`);
    const told = Object.values(synced.rooms?.join ?? {});
    for (const event of told.flatMap(({ timeline }) => timeline?.events ?? [])) {
      const { data } = Reaction.safeParse(event);
      const isOwn = mine.some((channel) => channel.config.userId === data?.sender);
      if (data !== undefined && !isOwn) await takeOrSay(data, tools);
    }
    // Asked for from here on only once its effect is on disk: a crash has it told again.
    heard.since = synced.next_batch;
    heard.rooms = rooms;
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

/** An address has room for so many characters of ids. */
const LONGEST_LIST = 1000;

/** Where the rooms do not fit into the address, all of the account are told; what is none of ours has no effect. */
function filterOf(rooms: readonly string[]): string {
  const none = { types: [] };
  const timeline = { types: ["m.reaction"], limit: MOST_EVENTS };
  const isShort = encodeURIComponent(rooms.join('","')).length <= LONGEST_LIST;
  const room = { timeline, state: none, ephemeral: none, account_data: none };
  return JSON.stringify({
    ...{ presence: none, account_data: none },
    room: isShort ? { rooms, ...room } : room,
  });
}
