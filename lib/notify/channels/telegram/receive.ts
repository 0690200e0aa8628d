import { z } from "zod";
import type { ReceiveTools, Receiving } from "@/lib/notify/channel_type.ts";
import { SECOND_MS } from "@/lib/time/durations.ts";
import { type Bot, callBot } from "./api.ts";

/** How long Telegram holds a question that it has no answer to yet, in seconds. */
const POLL_SECONDS = 50;
/** Few at a time, so that an answer is short. */
const UPDATES_AT_ONCE = 20;
/** Somebody else polls with this token. */
const CONFLICT_WAIT_MS = 30 * SECOND_MS;

/** What Telegram answers, whatever is asked, once a token is revoked. */
const DEAD_TOKEN: ReadonlySet<number> = new Set([401, 404]);

const Chat = z.object({ id: z.number(), type: z.string() });
const From = z.object({
  id: z.number(),
  username: z.string().optional(),
  first_name: z.string().default("somebody"),
});
const Update = z.object({
  update_id: z.number(),
  message: z.object({ chat: Chat, from: From.optional(), text: z.string().optional() }).optional(),
  callback_query: z.object({
    id: z.string(),
    from: From,
    data: z.string().optional(),
    message: z.object({ chat: Chat }).optional(),
  }).optional(),
});
type Update = z.infer<typeof Update>;

/** Asks for presses and messages as long as the bot has channels; one asker for each token. */
export async function receiveUpdates(
  { config, channels, heard }: Receiving,
  tools: ReceiveTools,
): Promise<void> {
  const { signal, clock, askLong, services } = tools;
  const token = String(config.botToken);
  const bot: Bot = { ask: askLong, api: services.telegram, token };
  while (!signal.aborted) {
    const { answer, body } = await callBot(bot, "getUpdates", {
      ...{ offset: heard.next, timeout: POLL_SECONDS, limit: UPDATES_AT_ONCE },
      allowed_updates: ["message", "callback_query"],
    });
    if (answer.status === 409) {
      tools.say("Another program reads this bot's messages; buttons do not work meanwhile");
      await clock.after(CONFLICT_WAIT_MS, signal);
      continue;
    }
    if (body !== null && DEAD_TOKEN.has(answer.status)) {
      return await tools.giveUp("Telegram does not know this bot token any more; enter it again");
    }
    if (!body?.ok || !Array.isArray(body.result)) {
      throw new Error(`Telegram answered getUpdates with status ${answer.status}`);
    }
    for (const raw of body.result) {
      const { data: update } = Update.safeParse(raw);
      if (update !== undefined) await takeOrSay(update, bot, channels, tools);
      // Asked for from here on only once its effect is on disk: a crash has it told again.
      const id = update?.update_id ??
        z.object({ update_id: z.number() }).safeParse(raw).data?.update_id;
      if (id !== undefined) heard.next = Math.max(heard.next, id + 1);
    }
  }
}

/** One that fails keeps nobody from the next; what a person did not get an answer to, they do again. */
async function takeOrSay(
  update: Update,
  bot: Bot,
  channels: Receiving["channels"],
  tools: ReceiveTools,
): Promise<void> {
  try {
    await take(update, bot, channels, tools);
  } catch (error) {
    if (tools.signal.aborted) throw error;
    // Its message may hold an address with the token in it.
    const name = error instanceof Error ? error.name : "Error";
    tools.say(`A press or message in Telegram was not answered: ${name}`);
  }
}

async function take(
  { message, callback_query: query }: Update,
  bot: Bot,
  channels: Receiving["channels"],
  tools: ReceiveTools,
): Promise<void> {
  if (query !== undefined) {
    const text = await pressed(query, channels, tools);
    await callBot(bot, "answerCallbackQuery", { callback_query_id: query.id, text });
    return;
  }
  if (message?.text === undefined) return;
  const { chat, text } = message;
  const reply = await started(text, chat.id, tools);
  if (reply === null) return;
  await callBot(bot, "sendMessage", { chat_id: chat.id, text: reply });
}

/** Links the chat that says `/start` with a channel's code. */
async function started(text: string, chatId: number, tools: ReceiveTools): Promise<string | null> {
  const code = /^\/start(?:@\w{1,64})?(?: ([-\w]{1,64}))?$/.exec(text.trim());
  if (code === null) return null;
  const name = await tools.link(code[1] ?? "", { chatId: String(chatId) });
  return name === null
    ? "This bot tells about price alarms. To link this chat, open the link on the page Channels; it is good for 15 minutes."
    : `Linked: “${name}” writes here from now on.`;
}

/** Who presses must be linked: in a private chat that is the chat itself. */
async function pressed(
  { from, data = "", message }: NonNullable<Update["callback_query"]>,
  channels: Receiving["channels"],
  tools: ReceiveTools,
): Promise<string> {
  const isLinked = channels().some(({ config }) => String(config.chatId) === String(from.id));
  const chat = message?.chat;
  const isOwn = chat === undefined || chat.type !== "private" || chat.id === from.id;
  if (!isLinked || !isOwn) return "Link your own chat with this bot first: page Channels";
  const who = from.username === undefined ? from.first_name : `@${from.username}`;
  const { text } = await tools.press(data.split(":")[1] ?? "", `${who} (Telegram)`);
  return text;
}
