import assert from "node:assert/strict";
import { withApp } from "../program/app_under_test.ts";

const rounds = async (count: number) => {
  for (let nth = 0; nth < count; nth++) await new Promise((resolve) => setTimeout(resolve));
};

Deno.test("paced lets all else go on between pages, however many are asked for at once", async () => {
  await withApp(async ({ request }) => {
    let answered = 0;
    const pages = Array.from({ length: 60 }, async () => {
      const response = await request("/offline");
      answered++;
      assert.equal(response.status, 200);
      await response.body?.cancel();
    });
    let most = 0;
    for (let before = answered; answered < 60; before = answered) {
      await rounds(1);
      most = Math.max(most, answered - before);
    }
    await Promise.all(pages);
    assert.ok(most < 10, `${most} pages in one round of the event loop`);
    await rounds(2);
  });
});
