import assert from "node:assert/strict";
import { withApp } from "../program/app_under_test.ts";

Deno.test("A route that throws answers 500, and the program goes on", async () => {
  const told: string[] = [];
  await withApp(async ({ program, request, json }) => {
    const { snapshot } = program;
    Object.assign(program, {
      snapshot: () => {
        throw new TypeError("oops");
      },
      onError: (error: unknown) => told.push(String(error)),
    });
    Object.defineProperty(program, "runFor", {
      value: () => Promise.reject(new TypeError("oops")),
    });
    assert.equal((await json("/api/pairs", "POST", { pair: "BTCUSDT" })).status, 500);
    const page = await request("/");
    assert.match(await page.text(), /This page could not be made/);
    assert.equal(page.status, 500);
    assert.match(page.headers.get("content-security-policy") ?? "", /script-src 'self' 'nonce-/);
    Object.assign(program, { snapshot });
    await program.check();
    assert.equal((await json("/healthz")).body.status, "ok");
  });
  assert.deepEqual(told, ["TypeError: oops", "TypeError: oops"]);
});
