import assert from "node:assert/strict";
import { loggedErrors } from "../fresh/logged_errors.ts";
import { withApp } from "../program/app_under_test.ts";

Deno.test("A route that throws answers 500, and the program goes on", async () => {
  using errors = loggedErrors();
  await withApp(async ({ program, request, json }) => {
    const { snapshot } = program;
    Object.assign(program, {
      snapshot: () => {
        throw new TypeError("oops");
      },
      run: () => Promise.reject(new TypeError("oops")),
    });
    assert.equal((await json("/api/pairs", "POST", { pair: "BTCUSDT" })).status, 500);
    const page = await request("/");
    await page.body?.cancel();
    assert.equal(page.status, 500);
    Object.assign(program, { snapshot });
    await program.check();
    assert.equal((await json("/healthz")).body.status, "ok");
  });
  assert.match(errors.lines.join(), /oops/);
});
