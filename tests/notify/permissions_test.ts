import assert from "node:assert/strict";
import manifest from "@/deno.json" with { type: "json" };
import { join } from "node:path";
import { freePort } from "../free_port.ts";
import { until } from "../timeouts.ts";
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

const AIOSMTPD = "/usr/bin/aiosmtpd";
const isLeftOut = !await Deno.stat(AIOSMTPD).then(() => true, () => false);
if (isLeftOut) {
  // deno-lint-ignore no-console -- a person must see that something was left out
  console.log("No aiosmtpd found: its tests are left out. Install it to have them run");
}

/** How the server of Debian's package is told to speak. */
const CERT_ARGS = {
  tls: ["--smtpscert", CERTIFICATE, "--smtpskey"],
  starttls: ["--tlscert", CERTIFICATE, "--tlskey"],
  none: null,
} as const;

for (const security of ["tls", "starttls", "none"] as const) {
  Deno.test({
    name: `EMAIL.send() brings a mail to Debian's aiosmtpd, with ${security}`,
    ignore: isLeftOut,
    async fn() {
      const folder = await Deno.makeTempDir();
      const port = freePort();
      const certArgs = CERT_ARGS[security];
      const key = new URL("../deploy/fixture/localhost.key", import.meta.url).pathname;
      const box = join(folder, "mail");
      const process = new Deno.Command(AIOSMTPD, {
        args: [
          ...["-n", "-l", `127.0.0.1:${port}`, "-c", "aiosmtpd.handlers.Mailbox"],
          ...certArgs === null ? [] : [...certArgs, key],
          box,
        ],
        ...{ stdout: "null", stderr: "null" },
      }).spawn();
      try {
        await until(async () => {
          try {
            (await Deno.connect({ hostname: "127.0.0.1", port })).close();
            return true;
          } catch {
            return false;
          }
        }, "aiosmtpd listens");
        const config = { host: "localhost", port, security };
        assert.deepEqual(await mailAlone(config, TRUSTED), { kind: "sent" });
        const files = await Array.fromAsync(Deno.readDir(join(box, "new")));
        assert.equal(files.length, 1);
        const text = await Deno.readTextFile(join(box, "new", files[0]?.name ?? ""));
        assert.match(text, /^Subject: BTC\/USDT 55,001: crosses above 55,000$/m);
        assert.match(text, /^X-RcptTo: anna@example.com$/m);
      } finally {
        process.kill("SIGTERM");
        await process.status;
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}
