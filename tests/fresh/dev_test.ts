import assert from "node:assert/strict";
import { inSharedChromium } from "../browser/shared_chromium.ts";
import { freePort } from "../free_port.ts";
import { until } from "../timeouts.ts";
import { FIXTURE } from "./fixture_app.ts";
import { freshTest } from "./when_changed.ts";

const CONFIG = new URL("../../deno.json", import.meta.url).pathname;

async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (name.startsWith("_fresh")) continue;
    if (isDirectory) await copyFolder(`${from}/${name}`, `${to}/${name}`);
    else await Deno.copyFile(`${from}/${name}`, `${to}/${name}`);
  }
}

function startDev(dir: string, port: number): Deno.ChildProcess {
  const watch = `--watch=${dir}/islands,${dir}/routes,${dir}/static`;
  const args = ["run", "-A", "--no-lock", "--config", CONFIG, watch, `${dir}/dev.ts`];
  const env = { DEV_PORT: String(port), NO_COLOR: "1" };
  return new Deno.Command(Deno.execPath(), { args, env, stdout: "null", stderr: "null" }).spawn();
}

async function isUp(url: string): Promise<boolean> {
  try {
    await (await fetch(url)).body?.cancel();
    return true;
  } catch {
    return false;
  }
}

freshTest("Builder.listen rebuilds a changed island and reloads the page", async () => {
  const dir = await Deno.makeTempDir();
  await copyFolder(FIXTURE, dir);
  const port = freePort();
  const dev = startDev(dir, port);
  const url = `http://127.0.0.1:${port}/counters`;
  try {
    await until(() => isUp(url), `somebody answers at ${url}`);
    await inSharedChromium(async (browser) => {
      const page = await browser.newPage();
      const complaints: string[] = [];
      page.on("pageerror", (error) => complaints.push(String(error)));
      await page.goto(url);
      await page.click("#one");
      const island = `${dir}/islands/Counter.tsx`;
      const source = await Deno.readTextFile(island);
      await Deno.writeTextFile(island, source.replace("{count}</", "new {count}</"));
      await page.waitForFunction(() => document.querySelector("#one")?.textContent === "new 3");
      // The text is the server's already; the click needs the scripts.
      await page.waitForLoadState("load");
      await page.click("#one");
      await page.waitForFunction(() => document.querySelector("#two")?.textContent === "new 4");
      assert.deepEqual(complaints, []);
    });
  } finally {
    dev.kill();
    await dev.status;
    await Deno.remove(dir, { recursive: true });
  }
});
