import assert from "node:assert/strict";
import manifest from "@/deno.json" with { type: "json" };
import { MAIL_PASSWORD, MAIL_USER, MailServer } from "../servers/mail_server.ts";
import { MessageServer } from "../servers/message_server.ts";

/** What the program may do, as `deno task serve` says it. */
const RIGHTS = manifest.tasks.serve.command.replaceAll("'", "")
  .match(/--no-prompt|--(?:allow|deny)-\S+/g) ?? [];
const SCRIPT = new URL("./ask_alone.ts", import.meta.url).pathname;

async function askAlone(url: string): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", ...RIGHTS, SCRIPT, url],
    ...{ stdout: "piped", stderr: "null" },
  }).output();
  return new TextDecoder().decode(stdout).trim();
}

Deno.test("guardedAsk() needs no more rights than the program has, for HTTP and HTTPS alike", async () => {
  await using server = new MessageServer();
  assert.equal(await askAlone(server.url), "200");
  // Nobody speaks TLS there; without the rights for it, it would not come so far.
  const answer = await askAlone(server.url.replace("http:", "https:"));
  assert.match(answer, /^NoAnswer: The connection/);
});

const MAIL_SCRIPT = new URL("./mail_alone.ts", import.meta.url).pathname;
const CERTIFICATE = new URL("../deploy/fixture/localhost.crt", import.meta.url).pathname;

async function mailAlone(config: object, env: Readonly<Record<string, string>>): Promise<unknown> {
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", ...RIGHTS, MAIL_SCRIPT, JSON.stringify(config)],
    ...{ stdout: "piped", stderr: "piped", env },
  }).output();
  const text = new TextDecoder().decode(stdout);
  assert.notEqual(text, "", new TextDecoder().decode(stderr));
  return JSON.parse(text);
}

const TRUSTED = { NODE_EXTRA_CA_CERTS: CERTIFICATE };
const LOGIN = { user: MAIL_USER, password: MAIL_PASSWORD };

const WAYS = [
  ["tls", "localhost"],
  ["tls", "127.0.0.1"],
  ["starttls", "localhost"],
  ["none", "localhost"],
] as const;

for (const [security, host] of WAYS) {
  Deno.test(`EMAIL.send() needs no more rights than the program has: ${security} to ${host}`, async () => {
    await using server = await MailServer.open({ security, login: true });
    const config = { host, port: server.port, security, ...LOGIN };
    assert.deepEqual(await mailAlone(config, TRUSTED), { kind: "sent" });
    const [{ isOverTls, user } = assert.fail()] = server.received;
    assert.deepEqual([isOverTls, user], [security !== "none", MAIL_USER]);
  });
}

for (const security of ["tls", "starttls"] as const) {
  Deno.test(`EMAIL.send() trusts no certificate that nobody vouches for: ${security}`, async () => {
    await using server = await MailServer.open({ security, login: true });
    const config = { host: "localhost", port: server.port, security, ...LOGIN };
    const why = "The server's certificate is not trusted";
    assert.deepEqual(await mailAlone(config, {}), { kind: "retry", why, mayHaveArrived: false });
    assert.deepEqual(server.received, []);
  });
}

Deno.test("EMAIL.send() trusts no certificate of another name", async () => {
  await using server = await MailServer.open({ security: "tls", login: true });
  const config = { host: "mail.localhost", port: server.port, security: "tls", ...LOGIN };
  const why = "The server's certificate is not trusted";
  assert.deepEqual(await mailAlone(config, TRUSTED), {
    ...{ kind: "retry", why, mayHaveArrived: false },
  });
});
