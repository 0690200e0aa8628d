import assert from "node:assert/strict";
import { EMAIL } from "@/lib/notify/channels/email/email.ts";
import { MAIL_PASSWORD, MAIL_USER, MailServer } from "../servers/mail_server.ts";
import { messageOf, send } from "./channel_fixtures.ts";

const MAILBOX = { from: "Price alarm <alarm@example.com>", to: "anna@example.com" };
const PLAIN = { host: "127.0.0.1", security: "none", ...MAILBOX } as const;

function mail(server: MailServer, config: object = {}, message = messageOf()) {
  const whole = { ...PLAIN, port: server.port, ...config };
  return send(EMAIL, whole, { host: server.host, url: "http://127.0.0.1:9" }, message);
}

Deno.test("EMAIL.send() writes to one person, with links, the alarm's thread and no way to answer a machine", async () => {
  await using server = await MailServer.open();
  assert.deepEqual(await mail(server), { kind: "sent" });
  const [{ from, to, text } = assert.fail()] = server.received;
  assert.deepEqual([from, to], ["alarm@example.com", ["anna@example.com"]]);
  const unfolded = text.replaceAll("=\r\n", "").replaceAll("=3D", "=");
  for (
    const line of [
      /^From: Price alarm <alarm@example.com>\r$/m,
      /^To: anna@example.com\r$/m,
      /^Auto-Submitted: auto-generated\r$/m,
      /^Date: Mon, 15 Jan 2024 12:00:20 \+0000\r$/m,
      /^Message-ID: <[\da-f]{32}@example.com>\r$/m,
      /^References: <[\da-f]{32}@example.com>\r$/m,
      /^Acknowledge: https:\/\/alarm.example.com\/a\/1\r?$/m,
      /^Snooze 15 min: https:\/\/alarm.example.com\/a\/2\r?$/m,
    ]
  ) assert.match(unfolded, line);
});

Deno.test("EMAIL.send() gives each attempt the same Message-ID", async () => {
  await using server = await MailServer.open();
  await mail(server);
  await mail(server);
  const ids = server.received.map(({ text }) => /^Message-ID: .*$/m.exec(text)?.[0]);
  assert.equal(ids.length, 2);
  assert.equal(ids[0], ids[1]);
});

Deno.test("EMAIL.send() lets no note add a header", async () => {
  await using server = await MailServer.open();
  const message = messageOf("a\r\nBcc: eve@example.com\r\n\r\n.\r\nMAIL FROM:<eve@example.com>");
  const title = "b\r\nBcc: eve@example.com";
  assert.equal((await mail(server, {}, { ...message, title })).kind, "sent");
  assert.equal(server.received.length, 1);
  const head = server.received[0]?.text.split("\r\n\r\n")[0] ?? "";
  assert.doesNotMatch(head, /^Bcc:/m);
});

Deno.test("EMAIL.send() stops at a wrong password, because servers lock accounts", async () => {
  await using server = await MailServer.open({ login: true });
  const outcome = await mail(server, { user: MAIL_USER, password: "wrong" });
  assert.deepEqual(outcome, {
    kind: "gone",
    why: "The mail server does not take user and password (535); enter them again",
  });
});

Deno.test("EMAIL.send() says that a server wants a login", async () => {
  await using server = await MailServer.open({ login: true });
  const why = "The mail server wants user and password (530)";
  assert.deepEqual(await mail(server), { kind: "gone", why });
});

Deno.test("EMAIL.send() tries again after a login that fails for now", async () => {
  await using server = await MailServer.open({ login: true });
  server.refusal = { at: "login", code: 454 };
  const outcome = await mail(server, { user: MAIL_USER, password: MAIL_PASSWORD });
  assert.equal(outcome.kind, "retry");
});

Deno.test("EMAIL.send() comes back after five minutes to a server that wants to be asked twice", async () => {
  await using server = await MailServer.open();
  server.refusal = { at: "recipient", code: 451 };
  const outcome = await mail(server);
  assert.ok(outcome.kind === "retry" && outcome.afterMs === 300_000, JSON.stringify(outcome));
});

Deno.test("EMAIL.send() gives no password to a server that offers no STARTTLS", async () => {
  await using server = await MailServer.open({ login: true });
  const login = { user: MAIL_USER, password: MAIL_PASSWORD };
  assert.deepEqual(await mail(server, { security: "starttls", ...login }), {
    kind: "retry",
    why: "The mail server offers no STARTTLS at this port; try TLS (465)",
    mayHaveArrived: false,
  });
});

Deno.test("EMAIL.send() says that TLS is not spoken from the start", async () => {
  await using server = await MailServer.open({ security: "starttls" });
  const outcome = await mail(server, { security: "tls" });
  assert.ok(outcome.kind === "retry", JSON.stringify(outcome));
  assert.match(outcome.why, /try STARTTLS \(587\)/);
});

const REFUSED: readonly [field: string, value: unknown][] = [
  ["to", "a@x.test>\r\nRCPT TO:<b@x.test"],
  ["to", "a@x.test, b@x.test"],
  ["to", "a@x.test b@x.test"],
  ["to", "a@x.test;b@x.test"],
  ["to", "anna"],
  ["to", `${"a".repeat(64)}@${"b".repeat(200)}.test`],
  ["from", "alarm@x.test\r\nBcc: b@x.test"],
  ["from", "Alarm <alarm@x.test> <b@x.test>"],
  ["port", 0],
  ["port", "65536"],
  ["security", "ssl"],
  ["host", "smtp.example.com/x"],
  ["host", "anna@smtp.example.com"],
  ["host", "smtp.example.com\r\nQUIT"],
  ["password", "only this"],
];

for (const [field, value] of REFUSED) {
  Deno.test(`EMAIL.config refuses ${field} ${JSON.stringify(value).slice(0, 60)}, by its name`, () => {
    const { error } = EMAIL.config.safeParse({ ...PLAIN, port: 25, [field]: value });
    const paths = error?.issues.map(({ path }) => path[0]);
    assert.deepEqual(paths, [field === "password" ? "user" : field]);
  });
}
