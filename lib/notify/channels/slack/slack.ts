import { z } from "zod";
import { must } from "@/lib/alarms/kinds/fields.ts";
import { defineChannelType } from "@/lib/notify/channel_type.ts";
import { ofService, outcomeOfStatus, saidTo, UNREADABLE } from "@/lib/notify/request.ts";
import { cutToSize, cutToUnits } from "@/lib/notify/message.ts";

const LONGEST_TEXT = 3000;
const urlRule = must("be the address of an incoming webhook, as Slack shows it");

/** A channel of a Slack workspace, by an incoming webhook. */
export const SLACK = defineChannelType({
  config: z.strictObject({ url: z.string(urlRule) }),
  // Whoever knows it can write there.
  longestText: 1400,
  secrets: ["url"],
  addresses: ["url"],
  hosts: ["hooks.slack.com", "hooks.slack-gov.com"],
  repeatsAreSafe: false,
  rate: () => ({ atOnce: 3, everyMs: 1000 }),
  async prepare(config, { ask }) {
    // Nothing is written where there is nothing to write: a webhook that is there says so (no_text).
    const said = await saidTo(ask(config.url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    }));
    const isGone = said !== null && NOBODY.includes(said.status) && isOfSlack(said.text);
    if (!isGone) return { ok: true, config };
    return { ok: false, field: "url", rule: "is no webhook that Slack knows; copy it again" };
  },
  async send({ title, text, link }, { url }, { ask, now, buttons }) {
    const links = [...buttons, { label: "Open", url: link }].flatMap(({ label, url }) =>
      url === null ? [] : [`<${escaped(url)}|${label}>`]
    );
    const open = links.length === 0 ? "" : `\n${links.join(" · ")}`;
    const head = `*${escaped(title)}*\n`;
    const room = LONGEST_TEXT - head.length - open.length;
    const told = cutToSize(cutToUnits(text, LONGEST_TEXT), room, (text) => escaped(text).length);
    const dressed = `${head}${escaped(told)}${open}`;
    const answer = await ask(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        text: escaped(title),
        blocks: [{ type: "section", text: { type: "mrkdwn", text: dressed } }],
      }),
    });
    const said = answer.text.trim();
    const isTheirs = isOfSlack(said);
    const meaning = { now: now(), gone: NOBODY };
    const outcome = ofService(outcomeOfStatus(answer, meaning), isTheirs);
    if (outcome.kind !== "sent" || said === "ok") return outcome;
    // It also answers 200 with what went wrong, such as `no_text`.
    if (!isTheirs) return UNREADABLE;
    return { kind: "drop", why: "It answered with something else than ok" };
  },
});

const NOBODY: readonly number[] = [403, 404, 410];

/** Such as `no_service`. */
function isOfSlack(text: string): boolean {
  return /^[a-z_]{3,60}$/.test(text.trim());
}

/** Slack's own three; links and mentions cannot be made of anything else. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
