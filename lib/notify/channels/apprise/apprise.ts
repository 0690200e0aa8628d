import { z } from "zod";
import { must } from "@/lib/alarms/kinds/fields.ts";
import { defineChannelType } from "@/lib/notify/channel_type.ts";
import { outcomeOfStatus, saidTo } from "@/lib/notify/request.ts";
import { rings } from "@/lib/notify/message.ts";

const keyRule = must("be the key of a configuration in Apprise: letters, digits, - and _");
const tagRule = must(
  "be tags of that configuration: letters, digits, - and _, spaces or commas between",
);

/** All that an Apprise API of one's own leads to. */
export const APPRISE = defineChannelType({
  config: z.strictObject({
    server: z.string(must("be the address of an Apprise API server")),
    key: z.string(keyRule).regex(/^[-\w]{1,128}$/, keyRule),
    tag: z.string(tagRule).regex(/^[-\w]+(?:[ ,]+[-\w]+)*$/, tagRule).max(200, tagRule).optional(),
  }),
  // Whoever knows it may also read which services it leads to, with their passwords.
  secrets: ["key"],
  addresses: ["server"],
  repeatsAreSafe: false,
  async prepare(config, { ask }) {
    const { server, key } = config;
    // It tells what the key leads to, without passwords.
    const kept = `${server.replace(/\/$/, "")}/json/urls/${key}?privacy=1`;
    const said = await saidTo(ask(kept, { method: "GET" }));
    if (said?.status !== 204) return { ok: true, config };
    const rule = "is the key of no configuration in this Apprise; save one under it there first";
    return { ok: false, field: "key", rule };
  },
  async send({ title, text, link, fires }, { server, key, tag }, { ask, now, buttons }) {
    const links = [...buttons, { label: "Open", url: link }]
      .flatMap(({ label, url }) => url === null ? [] : [`${label}: ${url}`]);
    const answer = await ask(`${server.replace(/\/$/, "")}/notify/${key}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        ...{ title, body: [text, ...links].join("\n"), format: "text" },
        type: rings({ fires }) ? "warning" : "info",
        ...(tag === undefined ? {} : { tag }),
      }),
    });
    if (answer.status === 204) {
      return { kind: "gone", why: "Apprise has no configuration with this key (204)" };
    }
    if (answer.status === 424) {
      // Those that did get it would get it again with each attempt.
      const why = "Apprise did not reach all of its services (424)";
      return { kind: "retry", why, mayHaveArrived: true };
    }
    return outcomeOfStatus(answer, { now: now() });
  },
});
