import { z } from "zod";
import { cutToSize, jsonBytes } from "@/lib/notify/message.ts";
import { must } from "@/lib/alarms/kinds/fields.ts";
import { defineChannelType } from "@/lib/notify/channel_type.ts";
import { ECHO_BYTES, outcomeOfJson, readJson, saidTo } from "@/lib/notify/request.ts";

const tokenRule = must("be the token of an application in Gotify, without spaces");

/** Of the text as JSON, in bytes: Gotify takes more, and answers with all of it. */
const LONGEST_JSON = 30_000;

/** From 8 on a phone shows it above everything else. */
const PRIORITY = { low: 3, normal: 8, high: 8, critical: 10, test: 5 } as const;

/** An application of one's own Gotify. */
export const GOTIFY = defineChannelType({
  config: z.strictObject({
    server: z.string(must("be the address of a Gotify server")),
    token: z.string(tokenRule).regex(/^[!-~]{1,200}$/, tokenRule),
  }),
  longestText: 8000,
  secrets: ["token"],
  addresses: ["server"],
  repeatsAreSafe: false,
  async prepare(config, { ask }) {
    // Without a message there is nothing to show: Gotify looks at the token first.
    const said = await saidTo(ask(`${config.server.replace(/\/$/, "")}/message`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-gotify-key": config.token },
      body: "{}",
    }));
    const isRefused = said !== null && [401, 403].includes(said.status) &&
      readJson(said.text, Refused) !== null;
    if (!isRefused) return { ok: true, config };
    const rule = "is not known to this Gotify; copy the one of an application";
    return { ok: false, field: "token", rule };
  },
  async send({ title, text, link, fires, priority }, { server, token }, { ask, now, buttons }) {
    const links = buttons.flatMap(({ label, url }) => url === null ? [] : [`${label}: ${url}`]);
    const base = server.replace(/\/$/, "");
    const click = link === null ? {} : { "client::notification": { click: { url: link } } };
    const answer = await ask(`${base}/message`, {
      ...{ method: "POST", answerBytes: ECHO_BYTES },
      // In the address it would stand in the logs of proxies.
      headers: { "content-type": "application/json", "x-gotify-key": token },
      body: JSON.stringify({
        title,
        message: [cutToSize(text, LONGEST_JSON, jsonBytes), ...links].join("\n"),
        priority: fires.every(({ test }) => test) ? PRIORITY.test : PRIORITY[priority],
        extras: { "client::display": { contentType: "text/plain" }, ...click },
      }),
    });
    const meaning = { schema: Taken, refusal: Refused, now: now(), gone: [401, 403] };
    return outcomeOfJson(answer, meaning).outcome;
  },
});

const Refused = z.object({ errorCode: z.number() });
const Taken = z.object({ id: z.number() });
