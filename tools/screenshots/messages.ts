import assert from "node:assert/strict";
import { join } from "node:path";
import { type ChannelTypeName, channelTypeOf } from "@/lib/notify/channels/table.ts";
import { inHtml } from "@/lib/notify/message.ts";
import { launchChromium } from "../../tests/browser/chromium.ts";
import { FakeBrowser } from "../../tests/notify/push_service.ts";
import { messageOf, send } from "../../tests/notify/channel_fixtures.ts";
import { HTTP_RIGS } from "../../tests/notify/rigs.ts";
import { MailServer } from "../../tests/servers/mail_server.ts";
import { MessageServer } from "../../tests/servers/message_server.ts";
import { MqttBroker } from "../../tests/servers/mqtt_broker.ts";

const FOLDER = join(import.meta.dirname ?? "", "..", "..", "docs", "screenshots");
const WIDTH = 420;

/** How what a service gets looks there: `said` is what stands in the message, `buttons` what can be pressed. */
interface Looks {
  readonly head: string;
  readonly title: string;
  readonly said: string;
  readonly buttons: readonly string[];
  /** Text for programs, or one that is written as it stands. */
  readonly isPlain?: true;
}

// deno-lint-ignore no-explicit-any -- each service has a body of its own
type Body = any;

const linksIn = (text: string, pattern: RegExp) =>
  [...text.matchAll(pattern)].map((m) => m[1] ?? "");

/** A row for each service over HTTP: what of its request a person sees. */
const DRAWN = {
  telegram: ({ text, reply_markup }: Body) => ({
    head: "price_alarm_bot",
    title: /<b>(.*)<\/b>/.exec(text)?.[1] ?? "",
    said: text.replace(/<b>.*<\/b>\n/, ""),
    buttons: reply_markup.inline_keyboard.flat().map(({ text }: Body) => text),
  }),
  ntfy: ({ topic, title, message, actions }: Body) => ({
    ...{ head: `ntfy · ${topic}`, title: inHtml(title), said: inHtml(message) },
    buttons: actions.map(({ label }: Body) => label),
  }),
  discord: ({ embeds: [{ title, description }] }: Body) => ({
    ...{ head: "Discord", title: inHtml(title) },
    said: inHtml(description.split("\n").slice(0, -1).join("\n")),
    buttons: linksIn(description, /\[([^\]]+)\]\(/g),
  }),
  slack: ({ blocks: [{ text: { text } }] }: Body) => ({
    ...{ head: "Slack", title: /\*(.*)\*/.exec(text)?.[1] ?? "" },
    said: text.split("\n").slice(1, -1).join("\n"),
    buttons: linksIn(text, /\|([^>]+)>/g).filter((label) => label !== "Open"),
  }),
  gotify: ({ title, message }: Body) => ({
    ...{ head: "Gotify", title: inHtml(title), said: inHtml(message), buttons: [] },
  }),
  pushover: ({ title, message, url_title }: Body) => ({
    ...{ head: "Pushover", title: inHtml(title), said: inHtml(message) },
    buttons: url_title === undefined ? [] : [url_title],
  }),
  matrix: ({ formatted_body }: Body) => ({
    // Whoever makes the pictures may have no letters for these.
    said: formatted_body.replace("👍", "[thumbs up]").replace("💤", "[zzz]"),
    ...{ head: "Element", title: "", buttons: [] },
  }),
  apprise: ({ title, body }: Body) => ({
    ...{ head: "Apprise", title: inHtml(title), said: inHtml(body), buttons: [] },
  }),
  webhook: (body: Body) => ({
    ...{ head: "POST /in", title: "", said: inHtml(shortJson(body)), buttons: [] },
    isPlain: true,
  }),
} as const satisfies Partial<Record<keyof typeof HTTP_RIGS, (body: Body) => Looks>>;

/** Pictures of what each service gets, as it is shown there: made of what is really sent, in one size. */
async function main(): Promise<void> {
  const browser = await launchChromium();
  const page = await browser.newPage({ viewport: { width: WIDTH, height: 600 } });
  for (const [type, looks] of Object.entries(await allLooks())) {
    await page.setContent(html(looks));
    await page.locator("body").screenshot({ path: join(FOLDER, `message-${type}.png`) });
  }
  await browser.close();
}

async function allLooks(): Promise<Record<string, Looks>> {
  const over: Record<string, Looks> = {};
  for (const [type, draw] of Object.entries(DRAWN)) {
    over[type] = draw(JSON.parse(await requestOf(type as keyof typeof HTTP_RIGS)));
  }
  for (const kind of ["call", "sms"]) over[kind] = await phone(kind);
  return { ...over, push: await pushed(), email: await mail(), mqtt: await published() };
}

/** As the service worker shows it on a phone. */
async function pushed(): Promise<Looks> {
  await using server = new MessageServer();
  server.answer = HTTP_RIGS.webPush.accepts;
  const browser = new FakeBrowser();
  const { endpoint, keys } = browser.subscription(`${server.url}/push/1`);
  await send(typeOf("webPush"), { endpoint, ...keys }, server, MESSAGE);
  const { title, body, actions = [] } = browser.read(server.received[0] ?? assert.fail());
  const buttons = actions.map((action) => action.title);
  return { head: "Price Alarm", title: inHtml(title), said: inHtml(body), buttons };
}

const MESSAGE = messageOf("Take half off");

async function requestOf(name: keyof typeof HTTP_RIGS, more: object = {}): Promise<string> {
  await using server = new MessageServer();
  const { config, accepts } = HTTP_RIGS[name];
  server.answer = accepts;
  await send(typeOf(name), { ...config(server.url), ...more }, server, MESSAGE);
  return server.received[0]?.body ?? "";
}

function typeOf(name: ChannelTypeName) {
  const type = channelTypeOf(name);
  if (type === null) throw new Error(`No type ${name}`);
  return type;
}

async function phone(kind: string): Promise<Looks> {
  const form = new URLSearchParams(await requestOf("twilio", { kind }));
  const spoken = /<Say[^>]*>(.*?)<\/Say>/.exec(form.get("Twiml") ?? "")?.[1] ?? "";
  return kind === "sms"
    ? { head: "SMS", title: "", said: inHtml(form.get("Body") ?? ""), buttons: [] }
    : { head: "Call from +1 555 123 4567", title: "", said: `“${spoken}”`, buttons: ["1", "2"] };
}

async function mail(): Promise<Looks> {
  await using server = await MailServer.open();
  const people = { from: "alarm@example.com", to: "anna@example.com" };
  const config = { host: "127.0.0.1", port: server.port, security: "none", ...people };
  await send(typeOf("email"), config, { host: server.host, url: "" }, MESSAGE);
  const [head = "", ...parts] = (server.received[0]?.text ?? "").split(/\r?\n\r?\n/);
  const subject = /^Subject: (.*)$/m.exec(head)?.[1] ?? "";
  const text = parts.join("\n\n").replace(/=\r?\n/g, "").replace(/=3D/g, "=").trim();
  return { head: people.from, title: inHtml(subject), said: inHtml(text), buttons: [] };
}

async function published(): Promise<Looks> {
  await using broker = await MqttBroker.open();
  const config = { url: `mqtt://${broker.host}`, prefix: "crypto-price-alarm" };
  await send(typeOf("mqtt"), config, { host: broker.host, url: "http://127.0.0.1:9" }, MESSAGE);
  const [{ topic, text } = { topic: "", text: "{}" }] = broker.received;
  const said = inHtml(shortJson(JSON.parse(text)));
  return { head: topic, title: "", said, buttons: [], isPlain: true };
}

/** The alarm in it is long, and stands in the documentation of the API. */
function shortJson({ data: { alarm: _, ...data }, ...rest }: Body): string {
  return JSON.stringify({ ...rest, data: { ...data, alarm: "{…}" } }, null, 2)
    .replace('"{…}"', "{…}");
}

function html({ head, title, said, buttons, isPlain }: Looks): string {
  const body = isPlain ? `<pre>${said}</pre>` : `<p>${said.replaceAll("\n", "<br>")}</p>`;
  const row = buttons.map((button) => `<span class="button">${inHtml(button)}</span>`).join("");
  return `<!doctype html><style>
    body { margin: 0; padding: 16px; width: ${WIDTH - 32}px; background: #e8ebf0;
      font: 15px/1.45 system-ui, sans-serif; color: #14171c }
    article { background: #fff; border-radius: 14px; padding: 12px 16px;
      box-shadow: 0 1px 4px rgb(0 0 0 / 0.15); overflow-wrap: anywhere }
    header { color: #5b6472; font-size: 13px; margin-bottom: 4px }
    strong { display: block } p { margin: 2px 0 0 }
    pre { margin: 4px 0 0; font: 12px/1.4 ui-monospace, monospace; white-space: pre-wrap }
    footer { display: flex; gap: 8px; margin-top: 10px }
    .button { flex: 1; text-align: center; padding: 8px; border-radius: 8px; background: #e7eefb;
      color: #1b4fa8; font-weight: 600; font-size: 14px }
  </style><article><header>${inHtml(head)}</header>${title && `<strong>${title}</strong>`}${body}${
    row && `<footer>${row}</footer>`
  }</article>`;
}

if (import.meta.main) await main();
