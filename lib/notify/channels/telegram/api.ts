import { z } from "zod";
import { ofService, outcomeOfStatus, readJson, UNREADABLE } from "@/lib/notify/http_outcome.ts";
import type { Ask, ServiceAnswer } from "@/lib/notify/request.ts";
import type { Outcome } from "@/lib/notify/retries.ts";
import { SECOND_MS } from "@/lib/time/durations.ts";

/** Where a bot is asked, and with which token. */
export interface Bot {
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
export interface BotAnswer {
  readonly answer: ServiceAnswer;
  readonly body: z.infer<typeof Answer> | null;
}

/** Calls one method of the Bot API. */
export async function callBot(
  { ask, api, token }: Bot,
  method: string,
  input: object,
): Promise<BotAnswer> {
  const answer = await ask(`${api}/bot${token}/${method}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(input),
  });
  return { answer, body: readJson(answer.text, Answer) };
}

/** Beginnings of what is said of chats that are dead. */
const DEAD_CHAT = /^(?:Forbidden:|Bad Request: chat not found)/;

/** What an answer to `sendMessage` means. */
export function outcomeOfBot({ answer, body }: BotAnswer, now: number): Outcome {
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
