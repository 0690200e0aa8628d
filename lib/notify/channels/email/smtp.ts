import { Readable } from "node:stream";
import { z } from "zod";
import type { Line } from "@/lib/notify/dial.ts";
import { NoAnswer } from "@/lib/notify/request.ts";
import type { Outcome } from "@/lib/notify/retries.ts";
import { MINUTE_MS } from "@/lib/time/durations.ts";

/** A mail to one person. */
export interface Mail {
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

export interface MailLogin {
  readonly user: string;
  readonly password: string;
}

interface Manner {
  readonly security: "tls" | "starttls" | "none";
  readonly login: MailLogin | null;
}

/** Brings a mail to the server at the other end, and says what that made of it. */
export async function mailTo(
  line: Line,
  { security, login }: Manner,
  mail: Mail,
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
    const body = await written(mail);
    await step(connection, line, (done) => connection.connect(done));
    if (login !== null) {
      const { user, password: pass } = login;
      await step(connection, line, (done) => connection.login({ user, pass }, done));
    }
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
