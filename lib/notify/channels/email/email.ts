import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { z } from "zod";
import { must } from "@/lib/alarms/kinds/fields.ts";
import { type Button, defineChannelType } from "@/lib/notify/channel_type.ts";
import type { Line } from "@/lib/notify/dial.ts";
import { cutToUnits, type Message, rings } from "@/lib/notify/message.ts";
import { NoAnswer, outcomeOfFailure } from "@/lib/notify/request.ts";
import type { Outcome } from "@/lib/notify/retries.ts";
import { bracketed } from "@/lib/notify/guard.ts";
import { MINUTE_MS } from "@/lib/time/durations.ts";

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
  addressOf: (config) => addressOf(config),
  // Mail programs show two with one Message-ID as two, or as one: nobody knows.
  repeatsAreSafe: false,
  async prepare(config, { dial }) {
    const { user, password, security } = config;
    if (user === undefined || password === undefined) return { ok: true, config };
    const call = { address: addressOf(config), schemes: [SCHEMES[security]] };
    const login = { user, password };
    const outcome = await dial(call, (line) => talk(line, { security, login }, null))
      .catch(outcomeOfFailure);
    if (outcome.kind !== "gone") return { ok: true, config };
    return { ok: false, field: "password", rule: `is refused: ${outcome.why}` };
  },
  send(message, config, { dial, now, buttons }) {
    const { security, user, password, from, to } = config;
    const address = addressOf(config);
    const login: MailLogin | null = user === undefined || password === undefined
      ? null
      : { user, password };
    return dial(
      { address, schemes: [SCHEMES[security]] },
      (line) => talk(line, { security, login }, mailOf(message, { from, to, now, buttons })),
    );
  },
});

function addressOf(
  { host, port, security }: { host: string; port: number; security: keyof typeof SCHEMES },
): string {
  return `${SCHEMES[security]}//${bracketed(host)}:${port}`;
}

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

/** A mail to one person. */
interface Mail {
  readonly sender: { readonly name: string; readonly address: string };
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly date: Date;
  /** With its < >. */
  readonly messageId: string;
  /** What it belongs to, as another Message-ID; null where it stands alone. */
  readonly thread: string | null;
  readonly isUrgent: boolean;
}

interface MailLogin {
  readonly user: string;
  readonly password: string;
}

interface Manner {
  readonly security: "tls" | "starttls" | "none";
  readonly login: MailLogin | null;
}

/** Brings a mail to the server at the other end, and says what that made of it; null: it is only greeted. */
async function talk(
  line: Line,
  { security, login }: Manner,
  mail: Mail | null,
): Promise<Outcome> {
  // Loaded only where mail is sent.
  const { default: Connection } = await import("nodemailer/lib/smtp-connection");
  const connection = new Connection({
    ...{ connection: line.socket, tls: line.tls, host: line.host },
    secure: security === "tls",
    requireTLS: security === "starttls",
    ignoreTLS: security === "none",
    // What mail programs say that do not know their own name, which would need a right.
    name: "[127.0.0.1]",
    // The line's own time is shorter.
    ...{ connectionTimeout: TOO_LONG_MS, greetingTimeout: TOO_LONG_MS, socketTimeout: TOO_LONG_MS },
    ...{ socketCloseTimeout: 0, maxResponseSize: 65_536 },
  });
  let isSent = false;
  try {
    const body = mail && await written(mail);
    await step(connection, line, (done) => connection.connect(done));
    if (login !== null) {
      const { user, password: pass } = login;
      await step(connection, line, (done) => connection.login({ user, pass }, done));
    }
    if (mail === null || body === null) return { kind: "sent" };
    const envelope = { from: mail.sender.address, to: [mail.to] };
    const whole = Readable.from(function* () {
      isSent = true;
      yield body;
    }());
    await step(connection, line, (done) => connection.send(envelope, whole, done));
    return { kind: "sent" };
  } catch (error) {
    return outcomeOf(error, line, isSent);
  } finally {
    connection.close();
  }
}

const TOO_LONG_MS = 10 * MINUTE_MS;

type Ended = (error?: Error | null) => void;

/** One part of the talk; it fails as well when the connection is cut or the time is over. */
function step(
  connection: { on(event: "error" | "end", listener: Ended): unknown },
  { due }: Line,
  begin: (done: Ended) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail: Ended = (error) => reject(error ?? new Error("The connection was cut"));
    connection.on("error", fail);
    connection.on("end", fail);
    due.addEventListener("abort", () => fail(), { once: true });
    begin((error) => error ? reject(error) : resolve());
  });
}

async function written(mail: Mail): Promise<Uint8Array> {
  const { default: Composer } = await import("nodemailer/lib/mail-composer");
  const { sender, to, subject, text, date, messageId, thread, isUrgent } = mail;
  const composer = new Composer({
    from: sender,
    to: { name: "", address: to },
    ...{ subject, text, date, messageId },
    ...(thread === null ? {} : { references: thread }),
    ...(isUrgent ? { headers: { "X-Priority": "1", "Importance": "high", ...AUTOMATIC } } : {
      headers: AUTOMATIC,
    }),
    ...{ disableFileAccess: true, disableUrlAccess: true },
  });
  return await composer.compile().build();
}

/** Nobody's holiday answers it. */
const AUTOMATIC = { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" };

const Failure = z.object({
  code: z.string().optional(),
  command: z.string().optional(),
  responseCode: z.number().optional(),
});

/** A server that takes mail of strangers only at a second visit wants that to be a while later. */
const GREYLISTED_MS = 5 * MINUTE_MS;
const GREYLISTED: ReadonlySet<number> = new Set([450, 451]);
/** There is no such mailbox, or no mail for it is taken here. */
const NOBODY: ReadonlySet<number> = new Set([501, 550, 551, 553, 556]);

function outcomeOf(error: unknown, line: Line, isSent: boolean): Outcome {
  const { code, command, responseCode } = Failure.safeParse(error).data ?? {};
  // What a server says to STARTTLS is about the connection, not the mail.
  if (line.due.aborted || responseCode === undefined || code === "ETLS") {
    throw new NoAnswer(silentWords(error, line, { code, command }), isSent, false);
  }
  const isLogin = code === "EAUTH";
  const said = `(${responseCode})`;
  if (responseCode < 500) {
    const why = isLogin
      ? `The mail server takes no login just now ${said}`
      : `The mail server does not take it now ${said}`;
    return {
      ...{ kind: "retry", why },
      ...(GREYLISTED.has(responseCode) ? { afterMs: GREYLISTED_MS } : {}),
    };
  }
  if (isLogin) {
    const why = `The mail server does not take user and password ${said}; enter them again`;
    return { kind: "gone", why };
  }
  if (responseCode === 530) {
    return { kind: "gone", why: `The mail server wants user and password ${said}` };
  }
  if (code === "EENVELOPE" && NOBODY.has(responseCode)) {
    const field = command === "MAIL FROM" ? "sender" : "recipient";
    return { kind: "gone", why: `The mail server does not take this ${field} ${said}` };
  }
  // It may close its doors to everybody for a while.
  if (code !== "EENVELOPE" && code !== "EMESSAGE") {
    return { kind: "retry", why: `The mail server lets nobody in ${said}` };
  }
  return { kind: "drop", why: `The mail server refused it ${said}` };
}

/** What went wrong where the server gave no reason. */
function silentWords(
  error: unknown,
  line: Line,
  { code, command }: Pick<z.infer<typeof Failure>, "code" | "command">,
): string {
  if (line.due.aborted) return line.words(error);
  const { message } = error as { message?: unknown };
  const text = typeof message === "string" ? message : "";
  if (/wrong version|corrupt message|packet length|record/i.test(text)) {
    return "The mail server does not speak TLS from the start at this port; try STARTTLS (587)";
  }
  const words = line.words(error);
  if (code === "ETLS" && words === UNKNOWN) {
    return "The mail server offers no STARTTLS at this port; try TLS (465)";
  }
  if (code === "EAUTH" && command !== undefined && words === UNKNOWN) {
    return "The mail server takes no login over this connection";
  }
  return words;
}

const UNKNOWN = "The connection failed";
