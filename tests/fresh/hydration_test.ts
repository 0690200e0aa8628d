import assert from "node:assert/strict";
import type { Browser, ConsoleMessage, Page } from "playwright-core";
import { inSharedChromium } from "../browser/shared_chromium.ts";
import { sitDown } from "../e2e/page.ts";
import { fixtureHandler } from "./fixture_app.ts";
import { freshTest } from "./when_changed.ts";

/** Runs a test on a page of the fixture app and fails on anything the browser complains about. */
function onPage(name: string, path: string, test: (page: Page) => Promise<void>) {
  const run = async () => {
    const options = { port: 0, hostname: "127.0.0.1", onListen: () => {} };
    const server = Deno.serve(options, await fixtureHandler());
    const visit = async (browser: Browser) => {
      const { page, leave } = await sitDown(browser);
      const warnings: string[] = [];
      const note = (message: ConsoleMessage) => {
        if (message.type() === "warning") warnings.push(message.text());
      };
      page.on("console", note);
      await page.goto(`http://127.0.0.1:${server.addr.port}${path}`);
      await test(page);
      page.off("console", note);
      await leave();
      assert.deepEqual(warnings, []);
    };
    try {
      await inSharedChromium(visit);
    } finally {
      await server.shutdown();
    }
  };
  freshTest(name, run);
}

onPage("boot keeps a signal shared by several islands one signal", "/counters", async (page) => {
  const texts = () => page.locator("button").allTextContents();
  assert.deepEqual(await texts(), ["3", "3"]);
  await page.click("#one");
  await page.waitForFunction(() => document.querySelector("#one")?.textContent === "4");
  assert.deepEqual(await texts(), ["4", "4"]);
  await page.click("#two");
  await page.waitForFunction(() => document.querySelector("#one")?.textContent === "5");
  assert.deepEqual(await texts(), ["5", "5"]);
});

onPage("boot gives islands every kind of prop as the server had it", "/kinds", async (page) => {
  const html = await page.evaluate(async () => await (await fetch("/kinds")).text());
  const [pre = ""] = /<pre.*<\/pre>/s.exec(html) ?? [];
  const server = await page.evaluate((source) => {
    const parsed = new DOMParser().parseFromString(source, "text/html");
    return parsed.querySelector("pre")?.textContent;
  }, pre);
  await page.waitForSelector("pre[data-live=true]");
  const live = await page.textContent("pre");
  assert.equal(live, server);
  for (
    const line of [
      "nan: number NaN",
      "minusZero: Array number -0;number 0;number -0",
      "holes: Array number 1;hole;number 3",
      "badDate: Date NaN",
      "proto: Object __proto__=number 1",
      "cycle: true",
      "doubled: 42",
      "nested: 7",
    ]
  ) assert.ok(live?.includes(line), line);
});

onPage("boot makes server-rendered content part of its island", "/slots", async (page) => {
  await page.click("#inside");
  await page.waitForFunction(() => document.querySelector("#outside")?.textContent === "2");
  const inner = '<p class="inner">text <i>and more</i></p><input disabled="" value="x">';
  assert.match(await page.innerHTML("#open div"), new RegExp(`^${inner}<button[^>]*>2</button>$`));
  const toggle = page.locator("#open > button");
  assert.equal((await toggle.innerHTML()).trim(), "TOGGLE <b>one</b>");
  assert.equal(await toggle.getAttribute("data-browser"), "false", "attributes stay as rendered");
  await toggle.click();
  assert.equal(await page.locator("#open div").count(), 0);
  await toggle.click();
  assert.equal(await page.locator("#open input").isDisabled(), true);
  await page.click("#inside");
  await page.waitForFunction(() => document.querySelector("#outside")?.textContent === "3");
});

onPage("boot revives content that its island did not show at first", "/slots", async (page) => {
  assert.equal(await page.locator("#closed div").count(), 0);
  await page.click("#closed > button");
  assert.equal(await page.textContent("#closed p"), "hidden");
  assert.equal((await page.innerHTML("#inner > button")).trim(), "TOGGLE <b>three</b>");
  await page.click("#within");
  await page.waitForFunction(() => document.querySelector("#outside")?.textContent === "2");
});

onPage(
  "boot gives several islands the same object, and runs islands inside islands",
  "/pairs",
  async (page) => {
    await page.waitForFunction(() => document.querySelectorAll("[data-same=true]").length === 2);
    const buttons = page.locator("button");
    await buttons.first().click();
    await page.waitForFunction(() => document.querySelector("button")?.textContent === "11");
    assert.deepEqual(await buttons.allTextContents(), ["11", "10"]);
    assert.equal(await page.locator("p.pair").count(), 2);
  },
);

onPage("boot renders asset URLs as the server did", "/slots", async (page) => {
  const rendered = await page.getAttribute("#open", "data-asset");
  await page.click("#closed > button");
  assert.match(rendered ?? "", /__frsh_c=/);
  assert.equal(await page.getAttribute("#inner", "data-asset"), rendered);
});

onPage("Head in an island keeps the document's title up to date", "/shop", async (page) => {
  await page.waitForFunction(() => document.title === "Open shop");
  assert.equal(await page.locator("title").count(), 1);
});

onPage("boot gives an island what hands did before it was alive", "/counters", async (page) => {
  const letScripts = await holdScripts(page);
  const text = page.locator("input[type=text]");
  const told = () => page.locator("output").textContent();
  await page.goto(new URL("/early", page.url()).href, { waitUntil: "commit" });
  await text.fill("early");
  await page.locator("select").selectOption("two");
  await page.locator("input[type=checkbox]").check();
  await page.click("#press");
  await page.click("#press");
  await text.focus();
  await page.keyboard.press("Enter");
  assert.match(page.url(), /\/early$/);
  letScripts();
  const heard = { text: "early", choice: "two", isChecked: true, isTurnedTo: true };
  const all = JSON.stringify({ ...heard, presses: 1, sent: ["early"] });
  await page.waitForFunction((all) => document.querySelector("output")?.textContent === all, all)
    .catch(async () => assert.equal(await told(), all));
  assert.equal(await text.inputValue(), "early");
  await page.click("#press");
  await page.getByText('"presses":2').waitFor();
});

onPage("boot sends what a form held each time it was sent, in order", "/counters", async (page) => {
  const letScripts = await holdScripts(page);
  const text = page.locator("input[type=text]");
  await page.goto(new URL("/early", page.url()).href, { waitUntil: "commit" });
  for (const line of ["one", "two", "two"]) {
    await text.fill(line);
    await page.keyboard.press("Enter");
  }
  await text.fill("three");
  letScripts();
  await page.getByText('"sent":["one","two"]').waitFor();
  assert.equal(await text.inputValue(), "three");
  await page.keyboard.press("Enter");
  await page.getByText('"sent":["one","two","three"]').waitFor();
});

onPage(
  "boot lets what is pressed at last wait for what was pressed first",
  "/counters",
  async (page) => {
    const letScripts = await holdScripts(page);
    const text = page.locator("input[type=text]");
    await page.goto(new URL("/early", page.url()).href, { waitUntil: "commit" });
    await text.fill("one");
    await page.keyboard.press("Enter");
    await page.evaluate(sendTwoWhenAlive);
    letScripts();
    await page.getByText('"sent":["one","two"]').waitFor();
  },
);

/** Runs in the page: types and sends another line as soon as the island hears its field, before any timer. */
function sendTwoWhenAlive(): void {
  const field = document.querySelector("input");
  const sendTwo = () => {
    if (field === null) return;
    queueMicrotask(() => {
      field.value = "two";
      field.dispatchEvent(new Event("input", { bubbles: true }));
      // Drawn by then.
      queueMicrotask(() => field.form?.requestSubmit());
    });
  };
  field?.addEventListener("change", sendTwo, { once: true });
}

/** Lets no script come until the function that it returns is called. */
async function holdScripts(page: Page): Promise<() => void> {
  const held = Promise.withResolvers<void>();
  await page.route("**/_fresh/js/**", async (route) => {
    await held.promise;
    await route.continue();
  });
  return held.resolve;
}
