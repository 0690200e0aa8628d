import { MessageServer, type ReceivedRequest } from "./message_server.ts";

export const MATRIX_TOKEN = "syt_secret";
export const ROOM = "!room:example.org";
const BOT = "@alarm:example.org";

interface SentEvent {
  readonly event_id: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/** The part of the client-server API that this program uses: transactions count once, sync waits. */
export class FakeMatrix extends MessageServer {
  readonly sent: SentEvent[] = [];
  isEncrypted = false;
  readonly #byTransaction = new Map<string, string>();
  readonly #reactions: object[] = [];
  #news = Promise.withResolvers<void>();
  #changes: (() => void)[] = [];

  constructor() {
    super();
    this.answer = (request) => this.#call(request);
  }

  /** Somebody reacts to the newest message. */
  react(sender: string, key: string): void {
    const relation = { rel_type: "m.annotation", event_id: this.sent[0]?.event_id, key };
    this.#reactions.push({ type: "m.reaction", sender, content: { "m.relates_to": relation } });
    this.#news.resolve();
    this.#news = Promise.withResolvers();
  }

  /** Resolves once something is as wanted; looks whenever the server was asked. */
  async when(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise<void>((resolve) => this.#changes.push(resolve));
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    this.#news.resolve();
    await super[Symbol.asyncDispose]();
  }

  async #call({ method, path, headers, body }: ReceivedRequest): Promise<Response> {
    const refused = (status: number, errcode: string) => Response.json({ errcode }, { status });
    if (headers.get("authorization") !== `Bearer ${MATRIX_TOKEN}`) {
      return refused(401, "M_UNKNOWN_TOKEN");
    }
    const { pathname, searchParams } = new URL(path, this.url);
    const [kind = "", ...rest] = pathname.replace("/_matrix/client/v3/", "").split("/");
    if (kind === "account") return Response.json({ user_id: BOT });
    if (kind === "sync") return await this.#sync(Number(searchParams.get("since") ?? 0));
    if (decodeURIComponent(rest[0] ?? "") !== ROOM) return refused(403, "M_FORBIDDEN");
    if (method === "GET") {
      return this.isEncrypted ? Response.json({}) : refused(404, "M_NOT_FOUND");
    }
    if (body.length > 60_000) return refused(413, "M_TOO_LARGE");
    return this.#send(rest.at(-1) ?? "", JSON.parse(body));
  }

  #send(transaction: string, content: SentEvent["content"]): Response {
    const event_id = this.#byTransaction.get(transaction) ?? `$${this.sent.length + 1}`;
    if (!this.#byTransaction.has(transaction)) this.sent.push({ event_id, content });
    this.#byTransaction.set(transaction, event_id);
    for (const look of this.#changes.splice(0)) look();
    return Response.json({ event_id });
  }

  async #sync(since: number): Promise<Response> {
    if (this.#reactions.length <= since) await this.#news.promise;
    const join = { [ROOM]: { timeline: { events: this.#reactions.slice(since) } } };
    return Response.json({ next_batch: String(this.#reactions.length), rooms: { join } });
  }
}
