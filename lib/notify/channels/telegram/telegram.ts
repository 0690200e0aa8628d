import { z } from "zod";
import { must } from "@/lib/alarms/kinds/fields.ts";
import { defineChannelType } from "@/lib/notify/channel_type.ts";
import { inHtml } from "@/lib/notify/html.ts";
import { NoAnswer } from "@/lib/notify/request.ts";
import type { Outcome } from "@/lib/notify/retries.ts";
import { cutToUnits } from "@/lib/notify/shorten.ts";
import { type Bot, type BotAnswer, callBot, outcomeOfBot } from "./api.ts";
import { receiveUpdates } from "./receive.ts";

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
  async prepare(config, { askOwn, services }) {
    const bot = { ask: askOwn, api: services.telegram, token: config.botToken };
    try {
      const { answer, body } = await callBot(bot, "getMe", {});
      if (answer.status === 401) {
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
