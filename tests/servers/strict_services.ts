import type { ReceivedRequest } from "./message_server.ts";

type Strict = (request: ReceivedRequest) => Response;

// deno-lint-ignore no-explicit-any -- each service has a body of its own
type Body = any;

const characters = (text: string) => [...text].length;
const bytes = (text: string) => new TextEncoder().encode(text).length;

/** What a service says to the first of its rules that is broken; its yes where none is. */
function rules(
  refusal: (why: string) => Response,
  accepted: () => Response,
  broken: readonly (readonly [why: string, isBroken: boolean])[],
): Response {
  const [why] = broken.find(([, isBroken]) => isBroken) ?? [null];
  return why === null ? accepted() : refusal(why);
}

const isUrl = (text: unknown) => text === undefined || URL.canParse(String(text));

/** HTML as Telegram takes it: few tags, all closed, and no other `<` and `&`. */
function telegramText(html: string): string | null {
  const open: string[] = [];
  const rest = html.replace(/<(\/?)(b|i|u|s|code|pre)>/g, (_, end: string, tag: string) => {
    if (end === "") open.push(tag);
    else if (open.pop() !== tag) open.push("wrong", "wrong");
    return "";
  });
  const text = rest.replace(/&(?:lt|gt|amp|quot);/g, "x");
  return open.length > 0 || /[<&]/.test(text) ? null : text;
}

/**
 * Services that answer as their documentation says to what breaks its limits: size, fields, login. Many answer with
 * the whole message.
 * https://core.telegram.org/bots/api, https://docs.ntfy.sh/publish, https://discord.com/developers/docs/resources/message,
 * https://api.slack.com/reference/block-kit/blocks, https://gotify.net/api-docs, https://pushover.net/api,
 * https://www.twilio.com/docs/voice/api/call-resource, https://spec.matrix.org/v1.11/client-server-api
 */
export const STRICT = {
  telegram: ({ path, body }) => {
    const { text, parse_mode, chat_id, reply_markup }: Body = JSON.parse(body);
    const shown = parse_mode === "HTML" ? telegramText(text) : text;
    const buttons: Body[] = reply_markup?.inline_keyboard.flat() ?? [];
    const say = (status: number) => (why: string) =>
      Response.json({ ok: false, error_code: status, description: why }, { status });
    if (path !== "/bot123456:ABC-secret/sendMessage") return say(401)("Unauthorized");
    return rules(say(400), () => Response.json({ ok: true, result: { text, message_id: 1 } }), [
      ["Bad Request: chat not found", typeof chat_id !== "number"],
      ["Bad Request: can't parse entities", shown === null],
      ["Bad Request: message text is empty", shown?.trim() === ""],
      ["Bad Request: message is too long", (shown ?? "").length > 4096],
      ["Bad Request: BUTTON_DATA_INVALID", buttons.some((each) => bytes(each.callback_data) > 64)],
    ]);
  },
  ntfy: ({ path, body, headers }) => {
    const say = (status: number, code: number) => (error: string) =>
      Response.json({ code, http: status, error }, { status });
    if (headers.get("authorization") !== "Bearer tk_secret") return say(401, 40101)("unauthorized");
    // Twice what a message may have, for what JSON puts around it.
    if (bytes(body) > 2 * 4096) return say(413, 41301)("payload too large");
    const { topic, message, priority, actions = [], click }: Body = JSON.parse(body);
    return rules(say(400, 40024), () => Response.json({ topic, message, id: "abc" }), [
      ["not found", path !== "/"],
      ["topic invalid", !/^[-\w]{1,64}$/.test(topic)],
      // It would become an attachment.
      ["message too long", bytes(message) > 4096],
      ["priority invalid", !(priority >= 1 && priority <= 5)],
      ["actions invalid", actions.length > 3 || !actions.every((each: Body) => isUrl(each.url))],
      ["click invalid", !isUrl(click)],
    ]);
  },
  discord: ({ path, body }) => {
    const { embeds, allowed_mentions }: Body = JSON.parse(body);
    const [{ title, description, url, timestamp }] = embeds;
    const say = (message: string) => Response.json({ code: 50035, message }, { status: 400 });
    return rules(say, () => Response.json({ embeds, id: "99" }), [
      ["message that is not kept", !path.endsWith("?wait=true")],
      ["title", characters(title) > 256 || title === ""],
      ["description", description.length > 4096],
      ["all embeds", title.length + description.length > 6000],
      ["url", !isUrl(url)],
      ["timestamp", Number.isNaN(Date.parse(timestamp))],
      ["mentions", allowed_mentions?.parse.length !== 0],
    ]);
  },
  slack: ({ body }) => {
    const { text, blocks }: Body = JSON.parse(body);
    const say = (why: string) => new Response(why, { status: 400 });
    return rules(say, () => new Response("ok"), [
      ["no_text", text === ""],
      ["invalid_blocks", blocks.some(({ text: { text } }: Body) => text.length > 3000)],
      // Such as <!channel>, or a link that was cut.
      ["invalid_blocks_format", /<(?!https?:\/\/[^<>|]+\|[^<>|]+>)/.test(blocks[0].text.text)],
    ]);
  },
  gotify: ({ path, body, headers }) => {
    const { message, priority }: Body = JSON.parse(body);
    const say = (status: number) => (error: string) =>
      Response.json({ error, errorCode: status }, { status });
    if (headers.get("x-gotify-key") !== "A.secret") return say(401)("Unauthorized");
    return rules(say(400), () => Response.json({ message, id: 1 }), [
      ["not found", path !== "/message"],
      ["message", typeof message !== "string" || message === ""],
      ["priority", !Number.isInteger(priority)],
    ]);
  },
  pushover: ({ path, body }) => {
    const { token, user, title, message, url = "", url_title = "", ...more }: Body = JSON.parse(
      body,
    );
    const say = (why: string) => Response.json({ status: 0, errors: [why] }, { status: 400 });
    return rules(say, () => Response.json({ status: 1, request: "r", receipt: "abc" }), [
      ["not found", path !== "/1/messages.json"],
      ["token", token.length !== 30 || user.length !== 30],
      ["message cannot be blank", message.trim() === ""],
      ["message", characters(message) > 1024],
      ["title", characters(title) > 250],
      ["url", url.length > 512 || url_title.length > 100],
      ["priority", more.priority < -2 || more.priority > 2],
      ["retry", more.priority === 2 && !(more.retry >= 30 && more.expire <= 10_800)],
    ]);
  },
  twilio: ({ path, body, headers }) => {
    const form = Object.fromEntries(new URLSearchParams(body));
    const { From = "", To = "", Twiml = "", Body = "", StatusCallback } = form;
    const login = `Basic ${btoa(`AC${"0".repeat(32)}:twilio-secret-1`)}`;
    const say = (status: number, code: number) => (message: string) =>
      Response.json({ code, message, status }, { status });
    if (headers.get("authorization") !== login) return say(401, 20003)("Authenticate");
    const isCall = path.endsWith("/Calls.json");
    return rules(
      say(400, 21201),
      () => Response.json({ body: Body, sid: "CA1" }, { status: 201 }),
      [
        ["not found", !/\/2010-04-01\/Accounts\/AC0{32}\/(?:Calls|Messages)\.json$/.test(path)],
        ["numbers", !/^\+\d+$/.test(From) || !/^\+\d+$/.test(To)],
        ["Twiml", isCall && (Twiml.length > 4000 || Twiml === "")],
        ["Body", !isCall && (Body.length > 1600 || Body === "")],
        ["StatusCallback", !isUrl(StatusCallback)],
      ],
    );
  },
  matrix: ({ path, body, headers }) => {
    const { msgtype, body: text, format, formatted_body }: Body = JSON.parse(body);
    const say = (status: number, errcode: string) => () => Response.json({ errcode }, { status });
    if (headers.get("authorization") !== "Bearer syt_secret") return say(401, "M_UNKNOWN_TOKEN")();
    if (bytes(body) > 64_000) return say(413, "M_TOO_LARGE")();
    const place = /^\/_matrix\/client\/v3\/rooms\/[^/]+\/send\/m\.room\.message\/[-\w.~%:]{1,255}$/;
    return rules(say(400, "M_BAD_JSON"), () => Response.json({ event_id: "$1" }), [
      ["path", !place.test(path)],
      ["content", msgtype !== "m.text" || typeof text !== "string" || text === ""],
      ["format", format !== "org.matrix.custom.html" || typeof formatted_body !== "string"],
    ]);
  },
  apprise: ({ path, body }) => {
    const { body: text, type, format }: Body = JSON.parse(body);
    const say = (error: string) => Response.json({ error }, { status: 400 });
    return rules(say, () => new Response("sent"), [
      ["path", path !== "/notify/apprise-key-1"],
      ["body", typeof text !== "string" || text === ""],
      ["type", !["info", "success", "warning", "failure"].includes(type)],
      ["format", !["text", "markdown", "html"].includes(format)],
    ]);
  },
} as const satisfies Readonly<Record<string, Strict>>;
