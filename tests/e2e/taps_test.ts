import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { visit } from "./page.ts";
import { type PageStage, pageTest } from "./page_stage.ts";

const DEVICES = [
  ["clicks", { viewport: { width: 1280, height: 800 } }],
  ["taps", { viewport: { width: 390, height: 844 }, hasTouch: true }],
] as const;

/** A page, and a hand on it that is counted. */
interface Hand extends PageStage {
  readonly page: Page;
  readonly isPhone: boolean;
  press(what: Locator): Promise<void>;
  key(name: string): Promise<void>;
}

interface Task {
  /** As docs/taps.md calls it. */
  readonly name: string;
  readonly path: string;
  readonly act: (hand: Hand) => Promise<void>;
}

const dialog = (page: Page) => page.getByRole("dialog");
const row = (page: Page) =>
  page.getByRole("region", { name: "Alarms" }).getByRole("listitem").first();
const button = (where: Locator, name: string) =>
  where.getByRole("button", { name, exact: true }).first();

/** A button of the row where there is room for it, else the same in its menu. */
async function inRow(hand: Hand, name: string): Promise<void> {
  const { page, isPhone, press } = hand;
  if (!isPhone) return await press(button(row(page), name));
  await inMenu(hand, name);
}

async function inMenu({ page, press }: Hand, name: string): Promise<void> {
  await press(button(row(page), "All that can be done"));
  await press(button(dialog(page), name));
}

/** Saves a field of the row: by its key, or by its button where keys are drawn on glass. */
async function save({ page, isPhone, press, key }: Hand): Promise<void> {
  await (isPhone ? press(button(row(page), "Save")) : key("Enter"));
}

const TASKS: readonly Task[] = [
  {
    name: "set",
    path: "/",
    async act({ page, press, key }) {
      await press(page.getByRole("textbox", { name: /Alarm in one line/ }));
      await page.keyboard.type("btc > 60k");
      await page.getByRole("main").getByText("BTC/USDT crosses above 60,000").first().waitFor();
      await key("Enter");
      await page.getByText("Set: BTC/USDT crosses above 60,000.").waitFor();
    },
  },
  {
    name: "move to another price",
    path: "/alarms",
    async act(hand) {
      const { page, press } = hand;
      await press(button(row(page), "60,000: change the price"));
      await page.keyboard.type("61000");
      await save(hand);
      await row(page).getByText("BTC/USDT crosses above 61,000").waitFor();
    },
  },
  {
    name: "edit the note",
    path: "/alarms",
    async act(hand) {
      const { page, press } = hand;
      await press(button(row(page), "Add a note"));
      await page.keyboard.type("range");
      await save(hand);
      await row(page).getByText("range").waitFor();
    },
  },
  {
    name: "pause",
    path: "/alarms",
    async act(hand) {
      await inMenu(hand, "Pause");
      await hand.page.getByText("Paused 1 alarm.").waitFor();
      await hand.page.getByRole("button", { name: "Undo" }).click();
      await hand.page.getByText("Resumed 1 alarm.").waitFor();
    },
  },
  {
    name: "snooze for an hour",
    path: "/alarms",
    async act(hand) {
      await inMenu(hand, "Snooze 1 h");
      await hand.page.getByText("Snoozed 1 alarm for 1 hour.").waitFor();
    },
  },
  {
    name: "find why it has not rung",
    path: "/alarms",
    async act({ page, isPhone, press }) {
      if (isPhone) await press(button(row(page), "All that can be done"));
      const where = isPhone ? dialog(page) : row(page);
      await press(where.getByRole("link", { name: "Why and history" }));
      await page.getByRole("heading", { name: "Why has it not rung?" }).waitFor();
    },
  },
  {
    name: "export all",
    path: "/alarms",
    async act({ page, press }) {
      await press(page.getByRole("link", { name: "Import, export" }));
      const download = page.waitForEvent("download");
      await press(page.getByRole("link", { name: "Export CSV" }));
      assert.match((await download).suggestedFilename(), /\.csv$/);
    },
  },
  {
    name: "duplicate to ten pairs",
    path: "/alarms",
    async act(hand) {
      const { page } = hand;
      await inMenu(hand, "Duplicate to the first 10 pairs");
      await page.getByText("Set 10 alarms.").waitFor();
    },
  },
  {
    name: "silence",
    path: "/alarms",
    async act({ page, press, binance, api }) {
      await api("POST", "/api/pairs/BTCUSDT/alarms", {
        ...{ type: "target", targetPrice: 50_500, direction: "fromBelow", note: "rings" },
      });
      binance.setPrice("BTCUSDT", 50_600);
      await press(page.getByRole("alertdialog").getByRole("button", { name: "Silence" }).first());
      await page.getByRole("alertdialog").waitFor({ state: "detached" });
    },
  },
  {
    name: "re-arm after it has rung",
    path: "/alarms?find=rings",
    async act(hand) {
      await inRow(hand, "Re-arm");
      await row(hand.page).getByText(/Armed|Waiting to reset/).waitFor();
    },
  },
];

/** What docs/taps.md says: task → how many. */
function written(kind: "clicks" | "taps"): ReadonlyMap<string, number> {
  const lines = Deno.readTextFileSync("docs/taps.md").split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
  const [head = [], _rule, ...rows] = lines;
  return new Map(rows.map((cells) => [cells[0] ?? "", Number(cells[head.indexOf(kind)])]));
}

for (const [kind, device] of DEVICES) {
  pageTest(`The commonest tasks take as many ${kind} as docs/taps.md says`, async (stage) => {
    for (let nth = 0; nth < 10; nth++) {
      stage.binance.setPrice(`C${nth}USDT`, 10);
      await stage.api("POST", "/api/pairs", { pair: `C${nth}USDT` });
    }
    const counted = new Map<string, number>();
    for (const { name, path, act } of TASKS) {
      const { page, leave } = await visit(stage.browser, stage.server.url + path, device);
      let count = 0;
      await act({
        ...{ ...stage, page, isPhone: kind === "taps" },
        async press(what) {
          count++;
          await (kind === "taps" ? what.tap() : what.click());
        },
        async key(key) {
          count++;
          await page.keyboard.press(key);
        },
      });
      counted.set(name, count);
      await leave();
    }
    const inOrder = (counts: ReadonlyMap<string, number>) => [...counts].sort();
    assert.deepEqual(inOrder(counted), inOrder(written(kind)));
  });
}
