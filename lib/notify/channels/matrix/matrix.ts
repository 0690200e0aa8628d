import { createHash } from "node:crypto";
import { z } from "zod";
import { must } from "@/lib/alarms/kinds/fields.ts";
import { defineChannelType, type ReceiveTools, type Receiving } from "@/lib/notify/channel_type.ts";
import { cutToSize, cutToUnits, inHtml, jsonBytes } from "@/lib/notify/message.ts";
import { type Ask, outcomeOfJson, readJson, saidTo } from "@/lib/notify/request.ts";
import { SECOND_MS } from "@/lib/time/durations.ts";

const LONGEST_TEXT = 10_000;
/** Of `sizeOf`: an event that replaces another says all of it twice, and has at most 65,536 bytes. */
const LONGEST_JSON = 26_000;

const roomRule = must(
  "be the internal ID of a room, such as !abc:example.org (Settings, Advanced)",
);
const tokenRule = must("be an access token of the account that writes, without spaces");

/** A room of Matrix, where an account of one's own writes. */
export const MATRIX = defineChannelType({
  config: z.strictObject({
    server: z.string(must("be the address of a Matrix server, such as https://matrix.example.org")),
    roomId: z.string(roomRule).regex(/^![^\s\p{Cc}]{1,254}$/u, roomRule),
    accessToken: z.string(tokenRule).regex(/^[!-~]{1,1000}$/, tokenRule),
    /** Who writes, as the server tells it. */
    userId: z.string().max(255).optional(),
  }),
  secrets: ["accessToken"],
  addresses: ["server"],
  // The server takes what comes twice with one transaction id once.
  repeatsAreSafe: true,
  hasOwnButtons: true,
  async prepare(config, { ask }) {
    const account: Account = { ...config, ask };
    const who = await saidTo(call(account, "GET", "account/whoami"));
    if (who === null) return { ok: true, config };
    if (who.status === 401 && readJson(who.text, Nobody) !== null) {
      const rule = "is not known to this server; copy it again";
      return { ok: false, field: "accessToken", rule };
    }
    const state = `${roomPath(config)}/state/m.room.encryption/`;
    const sealed = await saidTo(call(account, "GET", state));
    if (sealed?.status === 200 && readJson(sealed.text, Encryption) !== null) {
      return { ok: false, field: "roomId", rule: "must be a room without encryption" };
    }
    if (sealed?.status === 403 && readJson(sealed.text, Nobody)?.errcode === "M_FORBIDDEN") {
      const rule = "must be a room that the account has joined: invite it there, and accept as it";
      return { ok: false, field: "roomId", rule };
    }
    const userId = readJson(who.text, WhoAmI)?.user_id;
    return { ok: true, config: userId === undefined ? config : { ...config, userId } };
  },
  async send(message, config, { ask, now, buttons }) {
    const links = [...buttons, { label: "Open", url: message.link }];
    const path = `${roomPath(config)}/send/m.room.message/${transactionOf(message.key)}`;
    const answer = await call({ ...config, ask }, "PUT", path, contentOf(message, links));
    const meaning = { schema: Sent, refusal: Nobody, now: now(), gone: [401, 403, 404] };
    const { outcome, body } = outcomeOfJson(answer, meaning);
    if (outcome.kind === "sent") return { ...outcome, reference: body?.event_id ?? "" };
    const limited = readJson(answer.text, Limited);
    if (outcome.kind !== "retry" || limited === null) return outcome;
    const named = "retry-after" in answer.headers ? outcome.afterMs ?? 0 : 0;
    return { ...outcome, afterMs: Math.max(limited.retry_after_ms, named) };
  },
  async close({ message, reference, said }, config, { ask }) {
    const content = contentOf(message, [], [said]);
    const path = `${roomPath(config)}/send/m.room.message/${
      transactionOf(`${message.key} closed`)
    }`;
    await call({ ...config, ask }, "PUT", path, {
      ...content,
      // For programs that know no edits.
      body: `* ${content.body}`,
      "m.new_content": content,
      "m.relates_to": { rel_type: "m.replace", event_id: reference },
    });
  },
  account: ({ server, accessToken }) => `${server} ${accessToken}`,
  receive: receiveReactions,
});

const WhoAmI = z.object({ user_id: z.string() });
const Encryption = z.object({});
const Sent = z.object({ event_id: z.string() });
/** Others, such as M_UNRECOGNIZED, come from a server that is not set up yet, or is another one. */
const Nobody = z.object({
  errcode: z.enum([
    ...["M_UNKNOWN_TOKEN", "M_MISSING_TOKEN", "M_USER_DEACTIVATED"] as const,
    ...["M_FORBIDDEN", "M_NOT_FOUND"] as const,
  ]),
});
const Limited = z.object({ retry_after_ms: z.number().nonnegative() });

interface Account {
  readonly ask: Ask;
  readonly server: string;
  readonly accessToken: string;
}

function call(
  { ask, server, accessToken }: Account,
  method: "GET" | "PUT",
  path: string,
  content?: object,
) {
  return ask(`${server.replace(/\/$/, "")}/_matrix/client/v3/${path}`, {
    method,
    headers: { "content-type": "application/json", authorization: `Bearer ${accessToken}` },
    ...(content === undefined ? {} : { body: JSON.stringify(content) }),
  });
}

function roomPath({ roomId }: { readonly roomId: string }): string {
  return `rooms/${encodeURIComponent(roomId)}`;
}

function transactionOf(key: string): string {
  return createHash("sha256").update(key).digest("hex").slice(0, 32);
}

interface Link {
  readonly label: string;
  readonly url: string | null;
}

/** Notices would be silent on most phones: it is a text. */
/** A text stands in an event as it is, and as HTML. */
function sizeOf(text: string): number {
  return jsonBytes(text) + jsonBytes(inHtml(text).replaceAll("\n", "<br>"));
}

function contentOf(
  { title, text }: { readonly title: string; readonly text: string },
  links: readonly Link[],
  said: readonly string[] = [],
) {
  const told = cutToSize(cutToUnits(text, LONGEST_TEXT), LONGEST_JSON, sizeOf);
  const known = links.flatMap(({ label, url }) => url === null ? [] : [{ label, url }]);
  const hint = links.length === 0 ? [] : ["React with 👍 to acknowledge, with 💤 to snooze."];
  const plain = [
    title,
    told,
    ...said,
    ...known.map(({ label, url }) => `${label}: ${url}`),
    ...hint,
  ];
  const anchors = known.map(({ label, url }) => `<a href="${inHtml(url)}">${inHtml(label)}</a>`);
  const dressed = [
    `<b>${inHtml(title)}</b>`,
    inHtml([told, ...said].join("\n")).replaceAll("\n", "<br>"),
    ...(anchors.length === 0 ? [] : [anchors.join(" · ")]),
    ...hint,
  ];
  return {
    msgtype: "m.text",
    body: plain.join("\n"),
    format: "org.matrix.custom.html",
    formatted_body: dressed.join("<br>"),
  };
}

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
