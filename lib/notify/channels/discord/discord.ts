import { z } from "zod";
import { must } from "@/lib/alarms/kinds/fields.ts";
import { defineChannelType } from "@/lib/notify/channel_type.ts";
import {
  ECHO_BYTES,
  outcomeOfJson,
  readJson,
  saidTo,
  type ServiceAnswer,
} from "@/lib/notify/request.ts";
import type { Outcome } from "@/lib/notify/retries.ts";
import { cutToUnits, type Message } from "@/lib/notify/message.ts";
import { SECOND_MS } from "@/lib/time/durations.ts";

const LONGEST_TITLE = 256;
const LONGEST_TEXT = 4096;
const ORANGE = 0xe67e22;
const GREY = 0x95a5a6;

const urlRule = must("be the address of a webhook, as Discord shows it");

/** A channel of a Discord server, by an incoming webhook. */
export const DISCORD = defineChannelType({
  config: z.strictObject({ url: z.string(urlRule) }),
  // Whoever knows it can write there.
  longestText: 1900,
  secrets: ["url"],
  addresses: ["url"],
  hosts: ["discord.com", "discordapp.com", "ptb.discord.com", "canary.discord.com"],
  repeatsAreSafe: false,
  rate: () => ({ atOnce: 5, everyMs: 2500 }),
  async prepare(config, { ask }) {
    const said = await saidTo(ask(config.url, { method: "GET" }));
    const isGone = said !== null && NOBODY.has(said.status) &&
      readJson(said.text, Refused) !== null;
    if (!isGone) return { ok: true, config };
    return { ok: false, field: "url", rule: "is no webhook that Discord knows; copy it again" };
  },
  async send(message, { url }, { ask, now, buttons }) {
    const target = new URL(url);
    // Without it, a message that is not kept is answered as if it were.
    target.searchParams.set("wait", "true");
    // Webhooks have no buttons: links do the same.
    const links = buttons.flatMap(({ label, url }) => url === null ? [] : [`[${label}](${url})`]);
    const body = written(message, links.join(" · "), ORANGE);
    const answer = await ask(target.href, {
      ...{ method: "POST", headers: JSON_HEADERS, body, answerBytes: ECHO_BYTES },
    });
    return outcomeOf(answer, now());
  },
  async close({ message, reference, said }, { url }, { ask, now }) {
    const target = new URL(url);
    target.pathname += `/messages/${encodeURIComponent(reference)}`;
    const body = written(message, plain(said), GREY);
    const answer = await ask(target.href, {
      ...{ method: "PATCH", headers: JSON_HEADERS, body, answerBytes: ECHO_BYTES },
    });
    const outcome = outcomeOf(answer, now());
    return outcome.kind === "retry" ? outcome.afterMs ?? 0 : 0;
  },
});

const JSON_HEADERS = { "content-type": "application/json" };

/** What Discord is sent: a message with one line below it. */
function written(
  { title, text, link, at }: Pick<Message, "title" | "text" | "link" | "at">,
  end: string,
  color: number,
): string {
  const embed = {
    title: cutToUnits(plain(title), LONGEST_TITLE),
    description: [cutToUnits(plain(text), LONGEST_TEXT / 2), end].join("\n"),
    ...{ color, timestamp: at },
    ...(link === null ? {} : { url: link }),
  };
  // An alarm whose note is @everyone wakes nobody else.
  return JSON.stringify({ allowed_mentions: { parse: [] }, embeds: [embed] });
}

/** Characters that would dress the text. */
function plain(text: string): string {
  return text.replace(/[\\*_~`|>#[\]]/g, "\\$&");
}

const Accepted = z.object({ id: z.string() });
const Refused = z.object({ code: z.number() });
/** What Discord answers where a webhook was taken away, or never was. */
const NOBODY: ReadonlySet<number> = new Set([401, 403, 404]);
const Limited = z.object({ retry_after: z.number().nonnegative() });

function outcomeOf(answer: ServiceAnswer, now: number): Outcome {
  // So many refusals of the same kind ban this server's address for everybody on it.
  const meaning = { schema: Accepted, refusal: Refused, now, gone: [...NOBODY] };
  const { outcome, body } = outcomeOfJson(answer, meaning);
  if (outcome.kind === "sent") return { ...outcome, reference: body?.id ?? "" };
  // Not all that answers is Discord: what stands before it speaks HTML.
  const limited = readJson(answer.text, Limited);
  if (outcome.kind !== "retry" || "retry-after" in answer.headers || limited === null) {
    return outcome;
  }
  return { ...outcome, afterMs: limited.retry_after * SECOND_MS };
}
