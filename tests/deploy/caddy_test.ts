import assert from "node:assert/strict";
import { admitsBelow, WITH_ACCOUNTS } from "./accounts_below.ts";
import { servesBelow } from "./below_path.ts";
import { caddy } from "./caddy.ts";
import { bearsHalfOpen, sendHalfHeader, servesAll } from "./proxied.ts";
import { proxyTest } from "./proxy_rig.ts";

proxyTest("deploy/Caddyfile serves pages, imports and sockets", caddy(), async (stage, t) => {
  let crowd = { ended: Promise.resolve() as Promise<unknown> };
  await t.step("thousands of half-open connections keep no good client out", async () => {
    crowd = await bearsHalfOpen(stage);
  });
  const slow = sendHalfHeader(stage);
  await servesAll(stage, t);
  await t.step("half a header is not waited for longer than ten seconds", async () => {
    assert.match(await slow, /^$|^HTTP\/1\.1 408 /);
    await crowd.ended;
  });
});

/** As docs/deploy/caddy.md tells. */
const BELOW_A_PATH = caddy([
  ["\treverse_proxy ", "\tredir /alarm /alarm/\n\thandle /alarm/* {\n\treverse_proxy "],
  ["-Forwarded\n\t}\n", "-Forwarded\n\t}\n\t}\n\thandle {\n\t\trespond 404\n\t}\n"],
]);

proxyTest(
  "deploy/Caddyfile serves the program below a path of a host that others share",
  { ...BELOW_A_PATH, env: { BASE_PATH: "/alarm" } },
  servesBelow,
);

proxyTest(
  "deploy/Caddyfile lets people in below a path, and ends their sockets with their sessions",
  { ...BELOW_A_PATH, env: WITH_ACCOUNTS },
  admitsBelow,
);
