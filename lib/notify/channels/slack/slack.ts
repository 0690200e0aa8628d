import { z } from "zod";
import { must } from "@/lib/alarms/kinds/fields.ts";
import { defineChannelType } from "@/lib/notify/channel_type.ts";
import { ofService, outcomeOfStatus, UNREADABLE } from "@/lib/notify/request.ts";
import { cutToUnits } from "@/lib/notify/message.ts";

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
  async send({ title, text, link }, { url }, { ask, now, buttons }) {
    const links = [...buttons, { label: "Open", url: link }].flatMap(({ label, url }) =>
      url === null ? [] : [`<${escaped(url)}|${label}>`]
    );
    const open = links.length === 0 ? "" : `\n${links.join(" · ")}`;
    const dressed = `*${escaped(title)}*\n${escaped(cutToUnits(text, LONGEST_TEXT / 2))}${open}`;
    const answer = await ask(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        text: escaped(title),
        blocks: [{ type: "section", text: { type: "mrkdwn", text: dressed } }],
      }),
    });
    const said = answer.text.trim();
    // Such as `no_service`.
    const isTheirs = /^[a-z_]{3,60}$/.test(said);
    const meaning = { now: now(), gone: [403, 404, 410] };
    const outcome = ofService(outcomeOfStatus(answer, meaning), isTheirs);
    if (outcome.kind !== "sent" || said === "ok") return outcome;
    // It also answers 200 with what went wrong, such as `no_text`.
    if (!isTheirs) return UNREADABLE;
    return { kind: "drop", why: "It answered with something else than ok" };
  },
});

/** Slack's own three; links and mentions cannot be made of anything else. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
