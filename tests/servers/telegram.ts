import type { ReceivedRequest } from "./message_server.ts";
import { MessageServer } from "./message_server.ts";

export const BOT_TOKEN = "123456:ABC-secret";

interface Sent {
  readonly chat_id: number;
  readonly message_id: number;
  readonly text: string;
  readonly reply_markup?: {
    readonly inline_keyboard: readonly (readonly { text: string; callback_data: string }[])[];
  };
}

/** The part of the Bot API that this program uses, with its limits. */
export class FakeTelegram extends MessageServer {
  readonly sent: Sent[] = [];
  readonly edited: Sent[] = [];
  /** What was answered to presses. */
  readonly answers: string[] = [];
  #updates: { update_id: number }[] = [];
  #lastUpdate = 0;
  #isRevoked = false;
  #news = Promise.withResolvers<void>();
  #changes: (() => void)[] = [];

  constructor() {
    super();
    this.answer = (request) => this.#call(request);
  }

  /** A person writes to the bot. */
  say(chatId: number, text: string): void {
    this.#update({ message: { chat: { id: chatId, type: "private" }, from: from(chatId), text } });
  }

  /** A person presses a button of the newest message. */
  press(chatId: number, label: string): void {
    const buttons = this.sent.at(-1)?.reply_markup?.inline_keyboard.flat() ?? [];
    const data = buttons.find(({ text }) => text === label)?.callback_data;
    const message = { chat: { id: chatId, type: "private" } };
    this.#update({ callback_query: { id: "q", from: from(chatId), data, message } });
  }

  /** The token is worth nothing any more; whoever waits for news hears of it. */
  revoke(): void {
    this.#isRevoked = true;
    this.#news.resolve();
  }

  /** Resolves once something is as wanted; looks whenever a method was called. */
  async when(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise<void>((resolve) => this.#changes.push(resolve));
  }

  #update(content: object): void {
    this.#updates.push({ update_id: ++this.#lastUpdate, ...content });
    this.#news.resolve();
    this.#news = Promise.withResolvers();
  }

  async #call({ path, body }: ReceivedRequest): Promise<Response> {
    const [, token, method] = /^\/bot([^/]+)\/(\w+)$/.exec(path) ?? [];
    const unauthorized = () => failed(401, "Unauthorized");
    if (token !== BOT_TOKEN || this.#isRevoked) return unauthorized();
    const answer = await this.#answer(method ?? "", JSON.parse(body));
    const response = this.#isRevoked ? unauthorized() : answer;
    for (const look of this.#changes.splice(0)) look();
    return response;
  }

  async #answer(method: string, input: Record<string, never>): Promise<Response> {
    switch (method) {
      case "getMe":
        return ok({ id: 1, is_bot: true, username: "price_alarm_bot" });
      case "getUpdates":
        return await this.#getUpdates(input);
      case "sendMessage": {
        const { chat_id, text, reply_markup } = input;
        if (String(text).length > 4096) return failed(400, "Bad Request: message is too long");
        const buttons = (reply_markup as Sent["reply_markup"])?.inline_keyboard.flat() ?? [];
        const bytes = (data: string) => new TextEncoder().encode(data).length;
        if (buttons.some(({ callback_data }) => bytes(callback_data) > 64)) {
          return failed(400, "Bad Request: BUTTON_DATA_INVALID");
        }
        const message = { ...input, chat_id, message_id: this.sent.length + 1, text };
        this.sent.push(message as unknown as Sent);
        return ok({ ...message, from: { id: 1, is_bot: true }, chat: { id: chat_id } });
      }
      case "editMessageText":
        this.edited.push(input as unknown as Sent);
        return ok(true);
      case "answerCallbackQuery":
        this.answers.push(String(input.text));
        return ok(true);
      default:
        return failed(404, "Not Found");
    }
  }

  async #getUpdates({ offset }: { offset?: number }): Promise<Response> {
    this.#updates = this.#updates.filter(({ update_id }) => update_id >= (offset ?? 0));
    if (this.#updates.length === 0) await this.#news.promise;
    return ok(this.#updates);
  }
}

function from(id: number) {
  return { id, is_bot: false, first_name: "Anna", username: "anna" };
}

/** As the real one writes it: what is not ASCII is escaped, six bytes a unit. */
function ok(result: unknown): Response {
  const text = JSON.stringify({ ok: true, result }).replace(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return new Response(text, { headers: { "content-type": "application/json" } });
}

function failed(code: number, description: string): Response {
  return Response.json({ ok: false, error_code: code, description }, { status: code });
}
