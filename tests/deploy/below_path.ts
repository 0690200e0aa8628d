import assert from "node:assert/strict";
import { chromiumPath, launchProfile } from "../browser/chromium.ts";
import { untilLive } from "../e2e/page.ts";
import { HIGH, openSocket } from "./proxied.ts";
import { loadWhole } from "./page_parts.ts";
import type { ProxiedStage } from "./proxy_rig.ts";

/** What a proxy must do that hands on what stands below `/alarm`, and nothing else. */
export async function servesBelow(stage: ProxiedStage, t: Deno.TestContext): Promise<void> {
  for (const path of ["/api/pairs", "/ws", "/alarms", "/"]) {
    const outside = await stage.ask(2, path);
    await outside.body?.cancel();
    assert.equal(outside.status, 404, path);
  }
  const bare = await stage.ask(1, "/alarm", { redirect: "manual" });
  await bare.body?.cancel();
  const { pathname } = new URL(bare.headers.get("location") ?? "", stage.url);
  assert.deepEqual([Math.floor(bare.status / 100), pathname], [3, "/alarm/"]);
  for (const page of ["", "alarms", "channels", "log", "settings"]) {
    const ask = (path: string) => stage.ask(2, path);
    for (const [path, status] of await loadWhole(ask, `/alarm/${page}`)) {
      assert.ok(path.startsWith("/alarm/") && status === 200, `${path} ${status}`);
    }
  }
  await importsBelow(stage);
  await using socket = await openSocket(stage, stage.url, {}, "/alarm/ws");
  await socket.until(/"event":"snapshot"/);
  await t.step({
    name: "a browser installs it, rings by it, and goes from page to page",
    ignore: chromiumPath() === null && Deno.env.get("CHROMIUM_REQUIRED") !== "1",
    fn: () => ringsBelow(stage),
  });
}

const post = async (stage: ProxiedStage, path: string, body: unknown) => {
  const init = { method: "POST", body: JSON.stringify(body) };
  return await (await stage.ask(1, `/alarm/api${path}`, init)).json();
};

/** A file of nearly 1 MB is no longer than the program takes. */
async function importsBelow(stage: ProxiedStage): Promise<void> {
  const alarm = { pair: "BTCUSDT", ...HIGH, note: "x".repeat(480) };
  await post(stage, "/pairs", { pair: "BTCUSDT" });
  const many = Array.from({ length: 900 }, (_, nth) => ({ ...alarm, targetPrice: 9e6 + nth }));
  const report = await post(stage, "/alarms/import?dryRun=true", many);
  assert.ok(JSON.stringify(many).length > 500_000);
  assert.notEqual(report.code, "too_large", JSON.stringify(report).slice(0, 300));
  assert.ok(report.counts !== undefined, JSON.stringify(report).slice(0, 300));
}

async function ringsBelow(stage: ProxiedStage): Promise<void> {
  const context = await launchProfile(`${stage.places.folder}/profile-below`);
  try {
    const page = await context.newPage();
    const wrong: string[] = [];
    page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
    page.on("response", (answer) => {
      const isRight = answer.ok() && new URL(answer.url()).pathname.startsWith("/alarm/");
      if (!isRight) wrong.push(answer.url());
    });
    await page.goto(`${stage.url}/alarm/`);
    await untilLive(page);
    const devtools = await context.newCDPSession(page);
    const { installabilityErrors } = await devtools.send("Page.getInstallabilityErrors");
    assert.deepEqual(installabilityErrors, []);
    const scope = await page.evaluate(async () => (await navigator.serviceWorker.ready).scope);
    assert.equal(scope, `${stage.url}/alarm/`);
    await page.getByRole("link", { name: /BTC/ }).first().click();
    await page.waitForURL(`${stage.url}/alarm/pairs/BTCUSDT`);
    await untilLive(page);
    // What draws it is loaded later.
    await page.locator(".chart-holder canvas").first().waitFor();
    const { alarm: { id } } = await post(stage, "/pairs/BTCUSDT/alarms", HIGH);
    await post(stage, `/alarms/${id}/test`, {});
    await page.getByRole("button", { name: /^Silence/ }).click();
    await page.getByRole("button", { name: /^Silence/ }).waitFor({ state: "hidden" });
    await page.getByRole("link", { name: "Settings" }).first().click();
    await page.waitForURL(`${stage.url}/alarm/settings`);
    await untilLive(page);
    assert.deepEqual(wrong, []);
  } finally {
    await context.close();
  }
}
