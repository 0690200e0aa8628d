import assert from "node:assert/strict";
import { chromiumPath, launchProfile } from "../browser/chromium.ts";
import { untilLive } from "../e2e/page.ts";
import { admitsBelow, WITH_ACCOUNTS } from "./accounts_below.ts";
import { servesBelow } from "./below_path.ts";
import { nginx } from "./nginx.ts";
import {
  bearsHalfOpen,
  HIGH,
  openSocket,
  sendHalfBody,
  sendHalfHeader,
  servesAll,
} from "./proxied.ts";
import { type ProxiedStage, proxyTest, put } from "./proxy_rig.ts";

proxyTest(
  "deploy/nginx.conf serves pages, imports and sockets, and bounds strangers",
  nginx(),
  async (stage, t) => {
    let crowd = { ended: Promise.resolve() as Promise<unknown> };
    await t.step("thousands of half-open connections keep no good client out", async () => {
      crowd = await bearsHalfOpen(stage);
    });
    const slow = [sendHalfHeader(stage), sendHalfBody(stage)];
    await t.step("one address holds a hundred sockets, and no more", () => boundsSockets(stage));
    await servesAll(stage, t);
    await t.step(
      "plain HTTP is sent to the name in the file, whatever the client asked for",
      async () => {
        const connection = await Deno.connect({
          hostname: "127.0.0.1",
          port: stage.places.httpPort,
        });
        const ask = "GET /log?day=x HTTP/1.1\r\nHost: evil.com\r\nConnection: close\r\n\r\n";
        await connection.write(new TextEncoder().encode(ask));
        const answer = await new Response(connection.readable).text();
        assert.match(answer, /^HTTP\/1\.1 301 /);
        assert.match(answer, /\r\nLocation: https:\/\/localhost\/log\?day=x\r\n/);
      },
    );

    await t.step(
      "half a header and half a body are not waited for longer than ten seconds",
      async () => {
        for (const answer of await Promise.all(slow)) {
          assert.match(answer, /^$|^HTTP\/1\.1 408 /);
        }
        await crowd.ended;
      },
    );
  },
);

async function boundsSockets(stage: ProxiedStage): Promise<void> {
  const sockets = await Promise.all(
    Array.from({ length: 100 }, () => openSocket(stage, stage.url)),
  );
  for (const { head } of sockets) assert.match(head, /^HTTP\/1\.1 101 /);
  await using refused = await openSocket(stage, stage.url);
  assert.match(refused.head, /^HTTP\/1\.1 503 /);
  await Promise.all(sockets.map((socket) => socket[Symbol.asyncDispose]()));
}

const USERS = "someone:{PLAIN}secret\n";
const BASIC = { authorization: `Basic ${btoa("someone:secret")}` };
const WITH_PASSWORD = nginx([
  ["  # auth_basic ", "  auth_basic "],
  [
    "  # auth_basic_user_file /etc/nginx/crypto-price-alarm.users;",
    "  auth_basic_user_file users;",
  ],
]);

proxyTest(
  "deploy/nginx.conf asks for a password for everything once its two lines are let in",
  WITH_PASSWORD,
  async (stage, t) => {
    await Deno.writeTextFile(`${stage.places.folder}/users`, USERS);
    const paths = ["/", "/manifest.webmanifest", "/sw.js", "/api/status", "/icons/icon-192.png"];
    for (const path of paths) {
      for (const [headers, status] of [[{}, 401], [BASIC, 200]] as const) {
        const answer = await stage.ask(2, path, { headers });
        await answer.body?.cancel();
        assert.equal(answer.status, status, path);
      }
    }
    await using refused = await openSocket(stage, stage.url);
    assert.match(refused.head, /^HTTP\/1\.1 401 /);
    await using socket = await openSocket(stage, stage.url, BASIC);
    assert.match(socket.head, /^HTTP\/1\.1 101 /);
    await t.step({
      name: "a browser that knows it installs the app, rings, and understands what nginx refuses",
      ignore: chromiumPath() === null && Deno.env.get("CHROMIUM_REQUIRED") !== "1",
      fn: () => asInstalled(stage),
    });
  },
);

async function asInstalled(stage: ProxiedStage): Promise<void> {
  const pair = JSON.stringify({ pair: "BTCUSDT" });
  await (await stage.ask(1, "/api/pairs", { method: "POST", body: pair, headers: BASIC })).json();
  // An ordinary profile: nothing is installed from a private window.
  const context = await launchProfile(`${stage.places.folder}/profile`);
  try {
    const page = await context.newPage();
    const refused: string[] = [];
    page.on("console", (message) => message.type() === "error" && refused.push(message.text()));
    page.on("response", (answer) => void (answer.ok() || refused.push(answer.url())));
    // From then on the browser sends the password by itself, as after its own dialog.
    await page.goto(stage.url.replace("//", "//someone:secret@"));
    await page.goto(`${stage.url}/settings`);
    await untilLive(page);
    const devtools = await context.newCDPSession(page);
    const { installabilityErrors } = await devtools.send("Page.getInstallabilityErrors");
    assert.deepEqual(installabilityErrors, []);
    assert.deepEqual(refused, []);

    const long = await put(stage.places.folder, "alarms.csv", "x".repeat(1_300_000));
    await page.locator("input[type=file]").setInputFiles(long);
    await page.getByText("The proxy refused it: 413, too large").waitFor();

    const alarm = await stage.ask(1, "/api/pairs/BTCUSDT/alarms", {
      ...{ method: "POST", body: JSON.stringify(HIGH), headers: BASIC },
    });
    const { alarm: { id } } = await alarm.json();
    const rung = await stage.ask(1, `/api/alarms/${id}/test`, { method: "POST", headers: BASIC });
    await rung.body?.cancel();
    await page.getByRole("button", { name: /^Silence/ }).click();
    await page.getByRole("button", { name: /^Silence/ }).waitFor({ state: "hidden" });
  } finally {
    await context.close();
  }
}

const BELOW_A_PATH = nginx([
  ["  location / {", "  location /alarm/ {"],
  ["  location = /api/alarms/import {", "  location = /alarm/api/alarms/import {"],
  ["  location = /ws {", "  location = /alarm/ws {"],
]);

proxyTest(
  "deploy/nginx.conf serves the program below a path of a host that others share",
  { ...BELOW_A_PATH, env: { BASE_PATH: "/alarm" } },
  servesBelow,
);

proxyTest(
  "deploy/nginx.conf lets people in below a path, and ends their sockets with their sessions",
  { ...BELOW_A_PATH, env: WITH_ACCOUNTS },
  admitsBelow,
);
