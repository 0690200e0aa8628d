import assert from "node:assert/strict";
import { caddy } from "./caddy.ts";
import { sendHalfHeader, servesAll } from "./proxied.ts";
import { proxyTest } from "./proxy_rig.ts";

proxyTest("deploy/Caddyfile serves pages, imports and sockets", caddy(), async (stage, t) => {
  const slow = sendHalfHeader(stage);
  await servesAll(stage, t);
  await t.step("half a header is not waited for longer than ten seconds", async () => {
    assert.match(await slow, /^$|^HTTP\/1\.1 408 /);
  });
});
