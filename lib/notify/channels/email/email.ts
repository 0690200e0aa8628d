import { createHash } from "node:crypto";
import { z } from "zod";
import { must } from "@/lib/alarms/kinds/fields.ts";
import { type Button, defineChannelType } from "@/lib/notify/channel_type.ts";
import { type Message, rings } from "@/lib/notify/message.ts";
import { cutToUnits } from "@/lib/notify/shorten.ts";
import { bracketed } from "@/lib/notify/targets.ts";
import { type Mail, type MailLogin, mailTo } from "./smtp.ts";

const LONGEST_SUBJECT = 120;
const LONGEST_TEXT = 10_000;
const LONGEST_ADDRESS = 254;

const hostRule = must("be the name of a mail server, such as smtp.example.com");
const portRule = must("be a whole number from 1 to 65535, such as 465 or 587");
const securityRule = must("be tls, starttls or none");
const userRule = must("be a user name without line breaks");
const passwordRule = must("be a password without line breaks");
const fromRule = must("be one address, such as alarm@example.com, or a name and one in < >");
const toRule = must("be one address, such as anna@example.com");

/** One address: whatever could end it or begin another is none of it. */
const ADDRESS = /^[^\s<>()[\]\\,;:"@\p{Cc}]{1,64}@[^\s<>()[\]\\,;:"@\p{Cc}]{1,253}$/u;
const NAMED = /^(?<name>[^<>\\,;:"@\p{Cc}]{1,60}) <(?<address>[^<>]+)>$/u;
const LINE = /^[^\p{Cc}]{1,500}$/u;

/** How the connection is made safe, as the beginning of an address. */
const SCHEMES = { tls: "smtps:", starttls: "smtp+starttls:", none: "smtp:" } as const;

/** A mailbox, by a mail server that takes mail from this program. */
export const EMAIL = defineChannelType({
  config: z.strictObject({
    host: z.string(hostRule).regex(/^(?:[a-z\d_][-\w.]{0,252}|\[?[\da-f:.]{2,45}\]?)$/i, hostRule)
      .transform((host) => host.replace(/^\[(.*)\]$/, "$1")),
    port: z.union([z.int(portRule), z.string(portRule).regex(/^\d{1,5}$/, portRule)], portRule)
      .transform(Number).refine((port) => port >= 1 && port <= 65_535, portRule),
    security: z.enum(["tls", "starttls", "none"], securityRule),
    user: z.string(userRule).regex(LINE, userRule).optional(),
    password: z.string(passwordRule).regex(LINE, passwordRule).optional(),
    from: z.string(fromRule).refine((text) => senderIn(text) !== null, fromRule),
    to: z.string(toRule).refine(isAddress, toRule),
  }).superRefine(({ user, password }, context) => {
    if ((user === undefined) === (password === undefined)) return;
    const path = [user === undefined ? "user" : "password"];
    const message = "must be entered too: a server asks for both, or for neither";
    context.addIssue({ code: "custom", path, message });
  }),
  secrets: ["password"],
  addresses: ["host"],
  schemes: Object.values(SCHEMES),
  addressOf: ({ host, port, security }) => `${SCHEMES[security]}//${bracketed(host)}:${port}`,
  // Mail programs show two with one Message-ID as two, or as one: nobody knows.
  repeatsAreSafe: false,
  send(message, { host, port, security, user, password, from, to }, { dial, now, buttons }) {
    const address = `${SCHEMES[security]}//${bracketed(host)}:${port}`;
    const login: MailLogin | null = user === undefined || password === undefined
      ? null
      : { user, password };
    return dial(
      { address, schemes: [SCHEMES[security]] },
      (line) => mailTo(line, { security, login }, mailOf(message, { from, to, now, buttons })),
    );
  },
});

function isAddress(text: string): boolean {
  return text.length <= LONGEST_ADDRESS && text.isWellFormed() && ADDRESS.test(text);
}

/** Who a mail is from, with the name that stands before the address; null where that is none. */
function senderIn(text: string): { readonly name: string; readonly address: string } | null {
  if (isAddress(text)) return { name: "", address: text };
  const { name = "", address = "" } = NAMED.exec(text)?.groups ?? {};
  return isAddress(address) && name.isWellFormed() ? { name, address } : null;
}

interface Letter {
  readonly from: string;
  readonly to: string;
  readonly now: () => number;
  readonly buttons: readonly Pick<Button, "label" | "url">[];
}

function mailOf(
  message: Message,
  { from, to, now, buttons }: Letter,
): Mail {
  const { key, title, text, link, fire } = message;
  const sender = senderIn(from) ?? { name: "", address: from };
  const domain = sender.address.split("@")[1] ?? "";
  const links = [...buttons, { label: "Open", url: link }]
    .flatMap(({ label, url }) => url === null ? [] : [`${label}: ${url}`]);
  return {
    ...{ sender, to, date: new Date(now()), isUrgent: rings(message) },
    subject: cutToUnits(title, LONGEST_SUBJECT),
    text: [cutToUnits(text, LONGEST_TEXT), ...links].join("\n\n"),
    // The same for each attempt.
    messageId: idOf(key, domain),
    // Mail programs show those of one alarm together.
    thread: fire === null ? null : idOf(fire.alarmId, domain),
  };
}

/** Keys have characters that an id of a mail must not have. */
function idOf(key: string, domain: string): string {
  return `<${createHash("sha256").update(key).digest("hex").slice(0, 32)}@${domain}>`;
}
