import assert from "node:assert/strict";
import { visit } from "./page.ts";
import { type PageStage, pageTest } from "./page_stage.ts";
import { rehearse, ringing, setAlarm } from "./ringing_page.ts";
import { until } from "../timeouts.ts";

/** Shorter than a moved row is guarded. */
const BURST_MS = 300;

/** Alarms that ring in turn, again and again, until something is acknowledged. */
interface Burst {
  /** Waits until something is acknowledged, then lets them ring on until the next time. */
  goOn(): Promise<void>;
  end(): Promise<void>;
}

/**
 * Begins a burst of these alarms. It holds itself up: on a slow machine a click is answered long
 * before the page's driver says that it was made, and as many would ring again meanwhile.
 */
function startBurst(stage: PageStage, ids: readonly string[]): Burst {
  let isOver = false;
  let seen = 0;
  const acknowledged = () => stage.client.all("fire_acknowledged").length;
  const run = async () => {
    for (let turn = 0; !isOver; turn++) {
      if (acknowledged() === seen) await rehearse(stage, ids[turn % ids.length] ?? "");
      await new Promise((done) => setTimeout(done, BURST_MS));
    }
  };
  const burst: Burst = {
    async goOn() {
      await until(() => acknowledged() > seen, "something is acknowledged");
      seen = acknowledged();
    },
    end() {
      isOver = true;
      return running;
    },
  };
  const running = run();
  return burst;
}

pageTest("What rings stays on the screen, whatever asks its dialog to close", async (stage) => {
  const { page, leave } = await visit(stage.browser, stage.server.url);
  await rehearse(stage, await setAlarm(stage));
  await ringing(page).waitFor();
  // A browser closes a dialog that has refused to be closed a few times.
  for (let asked = 0; asked < 4; asked++) {
    await ringing(page).evaluate((dialog: HTMLDialogElement) => dialog.requestClose());
    await ringing(page).evaluate((dialog: HTMLDialogElement) => dialog.close());
    await ringing(page).waitFor({ state: "visible" });
  }
  await ringing(page).getByRole("button", { name: "Silence" }).click();
  await ringing(page).waitFor({ state: "detached" });
  await leave();
});

pageTest(
  "What rings is silenced at once while alarms keep firing, and so is a row",
  async (stage) => {
    const { page, leave } = await visit(stage.browser, stage.server.url);
    const ids = [await setAlarm(stage), await setAlarm(stage, "ETHBTC"), await setAlarm(stage)];
    const burst = startBurst(stage, ids);
    const many = ringing(page).getByText(/^([4-9]|\d\d) alarms are ringing$/);
    const silence = ringing(page).getByRole("button", { name: "Silence all" });
    const acknowledged = () =>
      stage.client.all("fire_acknowledged").map(({ data }) => data.fireIds.length);
    const isQuiet = async () => {
      await many.waitFor({ state: "hidden" });
      await burst.goOn();
    };
    await many.waitFor();
    await silence.click();
    await isQuiet();
    await many.waitFor();
    await page.locator(".ringing-settling").waitFor({ state: "detached" });
    await silence.press("Enter");
    await isQuiet();
    await many.waitFor();
    const acknowledge = ringing(page).getByRole("button", { name: /^Acknowledge/ }).first();
    await acknowledge.click();
    await stage.client.next("fire_acknowledged", ({ fireIds }) => fireIds.length === 1);
    const [first = 0, second = 0, row] = acknowledged();
    assert.ok(first >= 4 && second >= 4, String(acknowledged()));
    assert.equal(row, 1);
    await burst.end();
    await leave();
  },
);

/** Runs in the browser: presses the first button of the list in the moment that another row is on top. */
function pressWhatMoves(): void {
  const list = document.querySelector("#ringing-list");
  const top = list?.firstElementChild;
  const press = () => {
    if (list?.firstElementChild === top) return;
    observer.disconnect();
    list?.querySelector("button")?.click();
  };
  const observer = new MutationObserver(press);
  if (list !== null) observer.observe(list, { childList: true });
}

pageTest("A row that has just moved under the hand cannot be pressed", async (stage) => {
  const { page, leave } = await visit(stage.browser, stage.server.url);
  const id = await setAlarm(stage);
  const fires = [await rehearse(stage, id)];
  await ringing(page).waitFor();
  await page.evaluate(pressWhatMoves);
  fires.push(await rehearse(stage, id));
  await ringing(page).getByRole("listitem").nth(1).waitFor();
  await ringing(page).getByRole("button", { name: "Silence all" }).click();
  const { data } = await stage.client.next("fire_acknowledged");
  assert.deepEqual(data.fireIds.toSorted(), fires.toSorted());
  await leave();
});

pageTest("The keyboard keeps its place in the list of what rings", async (stage) => {
  const { page, leave } = await visit(stage.browser, stage.server.url);
  const bitcoin = await setAlarm(stage);
  const ether = await setAlarm(stage, "ETHBTC");
  for (const id of [bitcoin, ether, bitcoin]) await rehearse(stage, id);
  const button = (name: string) => ringing(page).getByRole("button", { name }).first();
  const enter = async (name: string, next: string) => {
    await page.locator(".ringing-settling").waitFor({ state: "detached" });
    await button(name).press("Enter");
    await page.waitForFunction(
      (next) => document.activeElement?.getAttribute("aria-label") === next,
      next,
    );
  };
  await ringing(page).getByRole("listitem").nth(2).waitFor();
  await enter("More for ETH/BTC", "Open chart of ETH/BTC");
  await enter("Acknowledge BTC/USDT", "Acknowledge ETH/BTC");
  await page.locator(".ringing-settling").waitFor({ state: "detached" });
  await button("Acknowledge ETH/BTC").press("Enter");
  await page.waitForFunction(() => /^Silence/.test(document.activeElement?.textContent ?? ""));
  await leave();
});

const LANDSCAPE_PHONE = { width: 844, height: 390 };

pageTest(
  "On a phone that lies on its side the newest is told and acknowledged unscrolled",
  async (stage) => {
    const { browser, server } = stage;
    const { page, leave } = await visit(browser, server.url, { viewport: LANDSCAPE_PHONE });
    const id = await setAlarm(stage);
    for (let count = 0; count < 3; count++) await rehearse(stage, id);
    const list = ringing(page).getByRole("list");
    await list.getByRole("listitem").nth(2).waitFor();
    const newest = list.getByRole("listitem").first();
    const { y, height } = await list.boundingBox() ?? { y: 0, height: 0 };
    const told = [newest.getByText("BTC/USDT").first(), newest.getByText("50,000").first()];
    for (const part of [...told, newest.getByRole("button", { name: "Acknowledge BTC/USDT" })]) {
      const box = await part.boundingBox();
      assert.ok(
        box !== null && box.y >= y && box.y + box.height <= y + height,
        JSON.stringify(box),
      );
    }
    const silence = await ringing(page).getByRole("button", { name: "Silence all" }).boundingBox();
    assert.ok(silence !== null && silence.y + silence.height <= LANDSCAPE_PHONE.height);
    assert.ok(silence.height >= 44, "large enough for a thumb");
    await leave();
  },
);
