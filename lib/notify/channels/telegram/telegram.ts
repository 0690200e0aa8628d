import { z } from "zod";
import { must } from "@/lib/alarms/kinds/fields.ts";
import { defineChannelType, type ReceiveTools, type Receiving } from "@/lib/notify/channel_type.ts";
import { cutToUnits, inHtml } from "@/lib/notify/message.ts";
import {
  type Ask,
  ECHO_BYTES,
  NoAnswer,
  ofService,
  outcomeOfStatus,
  readJson,
  type ServiceAnswer,
  UNREADABLE,
} from "@/lib/notify/request.ts";
import type { Outcome } from "@/lib/notify/retries.ts";
import { SECOND_MS } from "@/lib/time/durations.ts";

const LONGEST_TEXT = 4000;

const tokenRule = must("be the token that @BotFather gives, such as 123456:ABC-…");
const chatRule = must("be the number of a chat, such as 123456789 or -100123…");

/** A bot of one's own, which writes to one chat. */
export const TELEGRAM = defineChannelType({
  config: z.strictObject({
    botToken: z.string(tokenRule).regex(/^\d{1,20}:[-\w]{1,100}$/, tokenRule),
    /** Absent until somebody presses Start. */
    chatId: z.union([
      z.int(chatRule).transform(String),
      z.string(chatRule).regex(/^-?\d{1,20}$/, chatRule),
    ], chatRule).optional(),
    /** The bot's name, as Telegram tells it: the link to it is made of that. */
    botName: z.string().max(64).optional(),
  }),
  longestText: 1900,
  secrets: ["botToken"],
  addresses: [],
  repeatsAreSafe: false,
  hasOwnButtons: true,
  async prepare(config, { askOwn, services }) {
    const bot = { ask: askOwn, api: services.telegram, token: config.botToken };
    try {
      const { answer, body } = await callBot(bot, "getMe", {});
      if (body !== null && DEAD_TOKEN.has(answer.status)) {
        return { ok: false, field: "botToken", rule: "is not known to Telegram; copy it again" };
      }
      const { data } = Me.safeParse(body?.result);
      return { ok: true, config: data ? { ...config, botName: data.username } : config };
    } catch (error) {
      // A test of the channel tells more than that the network is down just now.
      if (error instanceof NoAnswer) return { ok: true, config };
      throw error;
    }
  },
  async send(message, { botToken, chatId }, { askOwn, services, now, buttons }) {
    if (chatId === undefined) {
      return { kind: "retry", why: "No chat is linked yet; open the bot and press Start" };
    }
    const bot = { ask: askOwn, api: services.telegram, token: botToken };
    const row = buttons.map(({ action, label, token }) => ({
      ...{ text: label, callback_data: `${action}:${token}` },
    }));
    const rows = row.length === 0 ? [] : [row];
    const input = {
      ...{ chat_id: Number(chatId), text: dressed(message), parse_mode: "HTML" },
      link_preview_options: { is_disabled: true },
      reply_markup: { inline_keyboard: rows },
    };
    return await sendTo(bot, input, plainText(message), now());
  },
  async close({ message, said, reference }, { botToken, chatId }, { askOwn, services, now }) {
    const bot = { ask: askOwn, api: services.telegram, token: botToken };
    const edited = await callBot(bot, "editMessageText", {
      ...{ chat_id: Number(chatId), message_id: Number(reference), parse_mode: "HTML" },
      text: `${dressed(message)}\n\n<i>${inHtml(said)}</i>`,
      link_preview_options: { is_disabled: true },
      reply_markup: { inline_keyboard: [] },
    });
    const outcome = outcomeOfBot(edited, now());
    return outcome.kind === "retry" ? outcome.afterMs ?? 0 : 0;
  },
  // Groups take 20 a minute, a person one a second; nowhere is it written for good.
  rate: ({ chatId = "" }) => ({ atOnce: 5, everyMs: chatId.startsWith("-") ? 4000 : 1000 }),
  linkUrl: ({ botName, chatId }, code) =>
    botName === undefined || chatId !== undefined ? null : `https://t.me/${botName}?start=${code}`,
  account: ({ botToken }) => botToken,
  receive: receiveUpdates,
});

const Me = z.object({ username: z.string() });
const Sent = z.object({ message_id: z.number() });

type Input = { readonly chat_id: number } & Readonly<Record<string, unknown>>;

async function sendTo(bot: Bot, input: Input, plain: string, now: number): Promise<Outcome> {
  const first = await callBot(bot, "sendMessage", input);
  const again = secondTry(first, input, plain);
  const last = again === null ? first : await callBot(bot, "sendMessage", again);
  const outcome = outcomeOfBot(last, now);
  if (outcome.kind !== "sent") return outcome;
  const { data } = Sent.safeParse(last.body?.result);
  const isMoved = again !== null && again.chat_id !== input.chat_id;
  return {
    ...outcome,
    ...(data === undefined ? {} : { reference: String(data.message_id) }),
    ...(isMoved ? { config: { chatId: String(again.chat_id) } } : {}),
  };
}

/** Two refusals say themselves how it would be taken. */
function secondTry({ body }: BotAnswer, input: Input, plain: string): Input | null {
  const moved = body?.parameters?.migrate_to_chat_id;
  if (moved !== undefined) return { ...input, chat_id: moved };
  if (!/can't parse entities/.test(body?.description ?? "")) return null;
  const { parse_mode: _, ...rest } = input;
  return { ...rest, chat_id: input.chat_id, text: plain };
}

type Told = { readonly title: string; readonly text: string; readonly link: string | null };

function dressed({ title, text, link }: Told): string {
  const end = link === null ? "" : `\n${inHtml(link)}`;
  return `<b>${inHtml(title)}</b>\n${inHtml(cutToUnits(text, LONGEST_TEXT / 2))}${end}`;
}

function plainText({ title, text, link }: Told): string {
  return cutToUnits(`${title}\n${text}${link === null ? "" : `\n${link}`}`, LONGEST_TEXT);
}

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
  // It may go on for days: told once.
  let said = "";
  while (!signal.aborted) {
    const { answer, body } = await callBot(bot, "getUpdates", {
      ...{ offset: heard.next, timeout: POLL_SECONDS, limit: UPDATES_AT_ONCE },
      allowed_updates: ["message", "callback_query"],
    });
    if (answer.status === 409) {
      const why = conflictOf(body?.description ?? "");
      if (why !== said) tools.say(said = why);
      await clock.after(CONFLICT_WAIT_MS, signal);
      continue;
    }
    said = "";
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

/** Why presses go elsewhere, for whoever runs the server. */
function conflictOf(description: string): string {
  return /webhook/i.test(description)
    ? "Telegram brings this bot's messages to a webhook; buttons work once that is deleted (deleteWebhook), or with a bot of its own"
    : "Another program reads this bot's messages; buttons do not work meanwhile. Give each program a bot of its own";
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

/** Where a bot is asked, and with which token. */
interface Bot {
  readonly ask: Ask;
  /** Address of the Bot API, without a slash at the end. */
  readonly api: string;
  readonly token: string;
}

const Answer = z.object({
  ok: z.boolean(),
  result: z.unknown().optional(),
  description: z.string().default(""),
  parameters: z.object({
    retry_after: z.number().nonnegative().optional(),
    migrate_to_chat_id: z.number().optional(),
  }).optional(),
});

/** What the Bot API answered; `body` is null where that was not the Bot API. */
interface BotAnswer {
  readonly answer: ServiceAnswer;
  readonly body: z.infer<typeof Answer> | null;
}

/** Calls one method of the Bot API. */
async function callBot(
  { ask, api, token }: Bot,
  method: string,
  input: object,
): Promise<BotAnswer> {
  const answer = await ask(`${api}/bot${token}/${method}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    ...{ body: JSON.stringify(input), answerBytes: ECHO_BYTES },
  });
  return { answer, body: readJson(answer.text, Answer) };
}

/** Beginnings of what is said of chats that are dead. */
const DEAD_CHAT = /^(?:Forbidden:|Bad Request: chat not found)/;

/** What an answer to `sendMessage` means. */
function outcomeOfBot({ answer, body }: BotAnswer, now: number): Outcome {
  const { status } = answer;
  const description = body?.description ?? "";
  const isBot = body !== null;
  if (isBot && (status === 401 || status === 404)) {
    return { kind: "gone", why: "Telegram does not know this bot token; enter it again" };
  }
  if ((isBot && status === 403) || DEAD_CHAT.test(description)) {
    return { kind: "gone", why: "The bot cannot write to this chat any more; link it again" };
  }
  const outcome = ofService(outcomeOfStatus(answer, { now, gone: [401, 403, 404] }), isBot);
  if (outcome.kind === "sent") {
    if (body === null) return UNREADABLE;
    return body.ok ? outcome : { kind: "retry", why: "Telegram answered, but did not take it" };
  }
  const seconds = body?.parameters?.retry_after;
  if (outcome.kind !== "retry" || seconds === undefined) return outcome;
  return { ...outcome, afterMs: seconds * SECOND_MS };
}
