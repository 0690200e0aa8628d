import assert from "node:assert/strict";
import { type Stage, withServer } from "../e2e/with_server.ts";
import { firefox, type Found, type Screen, webkit } from "./browsers.ts";
import { until } from "./programs.ts";

/** Set by `deno task test:faults`: these tests start whole browsers. */
const isLongForm = Deno.env.get("BROWSER_SMOKE") === "1";

const waitFor = async (screen: Screen, what: string, expression: string) =>
  await until(what, async () => await screen.evaluate(`!!(${expression})`) === true ? true : null);
const hasText = (text: string) => `document.body.innerText.includes(${JSON.stringify(text)})`;
const button = (name: string) =>
  `[...document.querySelectorAll("button")].find((it) => it.innerText.trim().split("\\n")[0] === "${name}")`;

/** Types a line as a person does: frameworks watch the event, not the value. */
const typeLine = (line: string) =>
  `(() => {
    const input = document.querySelector("#quick-alarm");
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(input, "${line}");
    input.dispatchEvent(new Event("input", { bubbles: true }));
  })()`;

/** A person's way: the page is live, an alarm is set, it rings, it is acknowledged. */
async function goThrough(screen: Screen, { server, binance, client }: Stage): Promise<void> {
  await client.ask("add_pair", { pair: "BTCUSDT" });
  await screen.open(server.url);
  await waitFor(screen, "live prices", hasText("Live"));
  assert.equal(await screen.evaluate('document.querySelector("#old-browser").hidden'), true);
  await screen.evaluate(typeLine("btc > 55000"));
  await waitFor(screen, "the line in words", hasText("BTC/USDT crosses above 55,000"));
  await screen.evaluate(`${button("Set alarm")}.click()`);
  await waitFor(screen, "the alarm", hasText("Set: BTC/USDT crosses above 55,000."));
  binance.setPrice("BTCUSDT", 55_100);
  // What has only just opened takes no click yet.
  await waitFor(screen, "the ringing", 'document.querySelector(".ringing:not(.ringing-settling)")');
  await screen.evaluate(`${button("Silence")}.click()`);
  await waitFor(screen, "silence", `!document.querySelector("dialog[open]")`);
  const { fires } = await (await fetch(`${server.url}/api/fires`)).json();
  assert.deepEqual([fires.length, typeof fires[0].acknowledgedAt], [1, "string"]);
  for (const path of ["/pairs/BTCUSDT", "/alarms", "/log", "/settings"]) {
    await screen.open(server.url + path);
    await waitFor(screen, `${path} live`, hasText("Live"));
  }
  await screen.open(`${server.url}/pairs/BTCUSDT`);
  await waitFor(screen, "the chart", 'document.querySelector(".chart-ready canvas")');
}

function smokeTest(name: string, browser: Found): void {
  if (isLongForm && "missing" in browser) {
    // deno-lint-ignore no-console -- a person must see that something was left out
    console.log(`LEFT OUT: ${name}; install ${browser.missing}`);
  }
  Deno.test({
    name,
    ignore: !isLongForm || "missing" in browser,
    fn: async () => {
      if ("missing" in browser) return;
      await withServer(async (stage) => {
        await using screen = await browser.start();
        await goThrough(screen, stage);
      });
    },
  });
}

smokeTest("Firefox loads every page, sets an alarm, rings and acknowledges", firefox());
smokeTest("WebKit loads every page, sets an alarm, rings and acknowledges", webkit());
