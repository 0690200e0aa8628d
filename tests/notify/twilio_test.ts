import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import fc from "fast-check";
import type { Callback } from "@/lib/notify/channel_type.ts";
import { callTwiml, isSigned, shortText, TWILIO } from "@/lib/notify/channels/twilio/twilio.ts";
import { MessageServer } from "../servers/message_server.ts";
import { closeWith, messageOf, send, testOf } from "./channel_fixtures.ts";

const CONFIG = {
  ...{ accountSid: `AC${"0".repeat(32)}`, authToken: "secret-token", kind: "call" },
  ...{ from: "+15551234567", to: "+491701234567" },
};
const PLACED = () => Response.json({ sid: "CA1" }, { status: 201 });

Deno.test("TWILIO.send() places a call that says the fire and takes a key", async () => {
  await using server = new MessageServer();
  server.answer = PLACED;
  assert.deepEqual(await send(TWILIO, CONFIG, server), { kind: "sent", reference: "CA1" });
  const [{ path, headers, body } = assert.fail()] = server.received;
  assert.equal(path, `/2010-04-01/Accounts/${CONFIG.accountSid}/Calls.json`);
  const login = btoa(`${CONFIG.accountSid}:secret-token`);
  assert.equal(headers.get("authorization"), `Basic ${login}`);
  const { Twiml = "", ...fields } = Object.fromEntries(new URLSearchParams(body));
  assert.deepEqual(fields, {
    ...{ To: CONFIG.to, From: CONFIG.from, Timeout: "25" },
    StatusCallback: "https://alarm.example.com/n/1",
  });
  assert.match(
    Twiml,
    /<Gather numDigits="1" timeout="10" action="https:\/\/alarm\.example\.com\/n\/1"/,
  );
  assert.match(Twiml, /say &quot;hi&quot; &lt;b&gt;&amp;&lt;\/b&gt; @everyone/);
  assert.match(Twiml, /Press 1 to acknowledge\. Press 2 to snooze\./);
});

Deno.test("TWILIO.send() writes a text message, from a service too, with the link", async () => {
  await using server = new MessageServer();
  server.answer = PLACED;
  const from = `MG${"1".repeat(32)}`;
  await send(TWILIO, { ...CONFIG, kind: "sms", from }, server);
  const [{ path, body } = assert.fail()] = server.received;
  assert.match(path, /\/Messages\.json$/);
  const { Body = "", ...fields } = Object.fromEntries(new URLSearchParams(body));
  assert.deepEqual(fields, {
    ...{ To: CONFIG.to, MessagingServiceSid: from },
    StatusCallback: "https://alarm.example.com/n/1",
  });
  assert.match(Body, /^BTC\/USDT .*\nhttps:\/\/alarm\.example\.com\/a\/1$/);
});

Deno.test("TWILIO.close() stops a phone that still rings, and no text message", async () => {
  await using server = new MessageServer();
  await closeWith(TWILIO, CONFIG, server, messageOf(), "Acknowledged by anna");
  await closeWith(TWILIO, { ...CONFIG, kind: "sms" }, server, messageOf(), "Acknowledged by anna");
  assert.deepEqual(server.received.map(({ path, body }) => [path.split("/").at(-1), body]), [
    ["reference.json", "Status=canceled"],
  ]);
});

const REFUSED: readonly [status: number, code: number, kind: string, why: RegExp][] = [
  [400, 21211, "drop", /number that it goes to/],
  [400, 21408, "drop", /country/],
  [400, 21608, "drop", /verif/],
  [400, 21610, "gone", /STOP/],
  [400, 20404, "gone", /account/],
  [401, 20003, "gone", /account/],
  [400, 20429, "retry", /no more/],
  [429, 20429, "retry", /429/],
  [503, 0, "retry", /503/],
];

for (const [status, code, kind, why] of REFUSED) {
  Deno.test(`TWILIO.send() takes status ${status} with code ${code} as ${kind}`, async () => {
    await using server = new MessageServer();
    server.answer = () => Response.json({ code, message: "secret-token", status }, { status });
    const outcome = await send(TWILIO, CONFIG, server);
    assert.ok(outcome.kind === kind && "why" in outcome, JSON.stringify(outcome));
    assert.match(outcome.why, why);
  });
}

const CONFIGS: readonly [says: string, more: object, wrong: string | null][] = [
  ["a number as people write it", { to: " +49 (170) 123-45.67" }, null],
  ["a number as text of the most", { mostPerDay: "5" }, null],
  ["a name for SMS", { kind: "sms", from: "Alarm 1" }, null],
  ["no name for calls", { from: "Alarm 1" }, "from"],
  ["no service for calls", { from: `MG${"1".repeat(32)}` }, "from"],
  ["no number without its country", { to: "0170 1234567" }, "to"],
  ["no two numbers", { to: "+491701234567,+491701234568" }, "to"],
  ["no premium prefix of letters", { to: "+1800FLOWERS" }, "to"],
  ["no account of another kind", { accountSid: "SK".padEnd(34, "0") }, "accountSid"],
  ["no path in an account", { accountSid: `AC${"0".repeat(30)}/.` }, "accountSid"],
  ["no line break in a token", { authToken: "a\r\nb" }, "authToken"],
  ["no fax", { kind: "fax" }, "kind"],
  ["no day without messages", { mostPerDay: 0 }, "mostPerDay"],
  ["no half message", { mostPerDay: 1.5 }, "mostPerDay"],
  ["no endless day", { mostPerDay: "501" }, "mostPerDay"],
];

for (const [says, more, wrong] of CONFIGS) {
  Deno.test(`TWILIO takes ${says}`, () => {
    const { error } = TWILIO.config.safeParse({ ...CONFIG, ...more });
    assert.equal(error?.issues[0]?.path[0] ?? null, wrong);
  });
}

Deno.test("callTwiml() is whole XML below 4,000 characters, whatever the note is", () => {
  const note = fc.oneof(
    fc.string({ unit: "binary", maxLength: 600 }),
    fc.constant('"'.repeat(500)),
  );
  fc.assert(fc.property(note, fc.boolean(), (text, hasKeys) => {
    const xml = callTwiml(messageOf(text), hasKeys ? "https://a.example/n/twilio/x?a=1&b=2" : null);
    assert.ok(xml.length < 4000, String(xml.length));
    assert.ok(xml.isWellFormed());
    // deno-lint-ignore no-control-regex -- XML has no place for them
    assert.doesNotMatch(xml, /[\u0000-\u001f\u007f\ufffe\uffff]/);
    // Nothing but our own elements, and every & begins an entity.
    const elements = xml.replace(
      /<\/?(?:Response|Pause|Gather|Say)(?: [a-zA-Z]+="[^"<>]*")*\/?>/g,
      "",
    );
    assert.doesNotMatch(elements.replace('<?xml version="1.0" encoding="UTF-8"?>', ""), /[<>]/);
    assert.doesNotMatch(xml, /&(?!(?:amp|lt|gt|quot);)/);
  }));
  assert.doesNotMatch(callTwiml(messageOf(), null), /Gather|Press/);
  assert.match(callTwiml(testOf(), null), /This is a test of the channel/);
});

Deno.test("shortText() fits a single text message and keeps its link whole", () => {
  const link = `https://alarm.example.com/a/${"t".repeat(22)}`;
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 600 }), (note) => {
    const text = shortText(messageOf(note), link);
    assert.ok(text.length <= 160 && text.endsWith(`\n${link}`), text);
    assert.ok(shortText(messageOf(note), null).length <= 160);
    assert.ok(!text.includes("…"));
  }));
});

const URL_GIVEN = "https://mycompany.com/myapp.php?foo=1&bar=2";
/** The example of Twilio's own libraries. */
const EXAMPLE = {
  CallSid: "CA1234567890ABCDE",
  Digits: "1234",
  From: "+14158675309",
  To: "+18005551212",
  Caller: "+14158675309",
};

function callback(url: string, fields: Readonly<Record<string, string>>, signature: string | null) {
  return {
    ...{ url, fields: Object.entries(fields) },
    header: (name) => name === "x-twilio-signature" ? signature : null,
  } satisfies Callback;
}

Deno.test("isSigned() knows Twilio's signature, and nothing else for one", () => {
  const right = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";
  const says = (url: string, fields: Readonly<Record<string, string>>, given: string | null) =>
    isSigned(callback(url, fields, given), "12345");
  assert.ok(says(URL_GIVEN, EXAMPLE, right));
  assert.ok(!says(URL_GIVEN, { ...EXAMPLE, Digits: "1" }, right));
  assert.ok(!says(`${URL_GIVEN}3`, EXAMPLE, right));
  assert.ok(!isSigned(callback(URL_GIVEN, EXAMPLE, right), "12346"));
  for (const given of [null, "", "=", right.slice(0, 8), `${right}AAAA`, "x".repeat(10_000)]) {
    assert.ok(!says(URL_GIVEN, EXAMPLE, given), String(given));
  }
});

Deno.test("isSigned() takes an address that is signed with its usual port", () => {
  const signed = "https://mycompany.com:443/myapp.php?foo=1&bar=2";
  const text = signed +
    Object.entries(EXAMPLE).sort().map(([name, value]) => name + value).join("");
  const signature = createHmac("sha1", "12345").update(text).digest("base64");
  assert.ok(isSigned(callback(URL_GIVEN, EXAMPLE, signature), "12345"));
});

Deno.test("TWILIO.send() takes no page of a proxy for Twilio's word", async () => {
  await using server = new MessageServer();
  for (const status of [400, 401, 403, 404, 413]) {
    server.answer = () => new Response("<html>no</html>", { status });
    assert.equal((await send(TWILIO, CONFIG, server)).kind, "retry", String(status));
  }
});

const ENDS: readonly [fields: Readonly<Record<string, string>>, unheard: string | null][] = [
  [{ CallStatus: "no-answer" }, "Nobody took the call"],
  [{ CallStatus: "busy" }, "The line was busy"],
  [{ CallStatus: "failed" }, "Twilio could not reach the number"],
  [{ MessageStatus: "undelivered" }, "The text message was not delivered"],
  [{ CallStatus: "completed" }, null],
  [{ CallStatus: "canceled" }, null],
  [{ MessageStatus: "delivered" }, null],
  [{ CallStatus: "constructor" }, null],
];

for (const [fields, unheard] of ENDS) {
  Deno.test(`TWILIO.hear() takes ${JSON.stringify(fields)} as ${unheard ?? "no news"}`, () => {
    const text = URL_GIVEN + Object.entries(fields).map(([name, value]) => name + value).join("");
    const signature = createHmac("sha1", CONFIG.authToken).update(text).digest("base64");
    const heard = TWILIO.hear?.(callback(URL_GIVEN, fields, signature), CONFIG);
    assert.deepEqual([heard?.action, heard?.unheard], [null, unheard]);
    assert.equal(TWILIO.hear?.(callback(URL_GIVEN, fields, "x"), CONFIG), null);
  });
}
