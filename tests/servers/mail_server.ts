import { SMTPServer, type SMTPServerOptions } from "smtp-server";

const FIXTURE = new URL("../deploy/fixture/", import.meta.url);

export const MAIL_USER = "alarm@example.com";
export const MAIL_PASSWORD = "mail-secret-1";

interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** As it came over the line. */
  readonly text: string;
  readonly isOverTls: boolean;
  readonly user: string | null;
}

/** Where in the talk a server says no, and with which code. */
export interface MailRefusal {
  readonly at: "greeting" | "login" | "sender" | "recipient" | "data";
  readonly code: number;
}

interface MailServerOptions {
  readonly security?: "tls" | "starttls" | "none";
  readonly login?: boolean;
}

/** A local mail server that keeps what it gets, and refuses as it is told. */
export class MailServer {
  readonly received: ReceivedMail[] = [];
  refusal: MailRefusal | null = null;
  /** Takes a mail in whole, and never says so. */
  isSilent = false;
  user = MAIL_USER;
  password = MAIL_PASSWORD;
  /** What it says to a mail that it takes. */
  thanks = "Taken";
  readonly #arrived = Promise.withResolvers<void>();
  readonly #smtp: SMTPServer;

  private constructor({ security = "none", login = false }: MailServerOptions) {
    this.#smtp = new SMTPServer({
      secure: security === "tls",
      key: Deno.readTextFileSync(new URL("localhost.key", FIXTURE)),
      cert: Deno.readTextFileSync(new URL("localhost.crt", FIXTURE)),
      authOptional: !login,
      allowInsecureAuth: true,
      disabledCommands: [
        ...security === "starttls" ? [] : ["STARTTLS"],
        ...login ? [] : ["AUTH"],
      ],
      ...{ hideSTARTTLS: security !== "starttls", logger: false, closeTimeout: 1 },
      ...this.#hooks(),
    });
    // Clients that hang up in the middle of a talk are what some tests are about.
    this.#smtp.on("error", () => {});
  }

  static async open(options: MailServerOptions = {}): Promise<MailServer> {
    const server = new MailServer(options);
    await new Promise<void>((resolve) => server.#smtp.listen(0, "127.0.0.1", resolve));
    return server;
  }

  get port(): number {
    return (this.#smtp.server.address() as { port: number }).port;
  }

  /** As ALLOW_PRIVATE_TARGETS lists it. */
  get host(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Resolves once a mail is there in whole. */
  arrived(): Promise<void> {
    return this.#arrived.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await new Promise<void>((resolve) => this.#smtp.close(() => resolve()));
  }

  #problemAt(at: MailRefusal["at"]): Error | null {
    if (this.refusal?.at !== at) return null;
    const words = `Not here, says ${MAIL_PASSWORD}`;
    return Object.assign(new Error(words), { responseCode: this.refusal.code });
  }

  #hooks(): SMTPServerOptions {
    return {
      onConnect: (_session, done) => done(this.#problemAt("greeting")),
      onAuth: ({ username, password }, _session, done) => {
        const isRight = username === this.user && password === this.password;
        const problem = this.#problemAt("login");
        if (problem !== null) return done(problem);
        done(
          null,
          isRight ? { user: username } : { message: `Not ${password}`, responseCode: 535 },
        );
      },
      onMailFrom: (_address, _session, done) => done(this.#problemAt("sender")),
      onRcptTo: (_address, _session, done) => done(this.#problemAt("recipient")),
      onData: async (stream, { envelope, secure, user }, done) => {
        const parts: Uint8Array[] = [];
        for await (const part of stream) parts.push(part);
        this.received.push({
          from: envelope.mailFrom === false ? "" : envelope.mailFrom.address,
          to: envelope.rcptTo.map(({ address }) => address),
          text: new TextDecoder().decode(await new Blob(parts as BlobPart[]).arrayBuffer()),
          ...{ isOverTls: secure === true, user: user ?? null },
        });
        this.#arrived.resolve();
        if (!this.isSilent) done(this.#problemAt("data"), this.thanks);
      },
    };
  }
}
