import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { Store } from "@/lib/store/store.ts";
import { countFaults } from "./fault_counts.ts";
import { FAULT_SIZES } from "./fault_sizes.ts";
import { addPair } from "./fixtures.ts";

const { kills } = FAULT_SIZES;
const ROOT = fileURLToPath(new URL("../../", import.meta.url));

function open(dataDir: string): Promise<Store> {
  return Store.open({ dataDir, now: Date.now, onFailure: () => {} });
}

function child(args: readonly string[]): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", ...args],
    cwd: ROOT,
    stdout: "piped",
    stderr: "piped",
  });
}

async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** When a child is killed: so long after it was started, or after its first number. */
interface Moment {
  readonly after: "start" | "firstNumber";
  readonly delayMs: number;
}

/** One round in four may hit the start itself, with recovery and first commit. */
function randomMoment(round: number): Moment {
  return round % 4 === 0
    ? { after: "start", delayMs: Math.random() * 300 }
    : { after: "firstNumber", delayMs: Math.random() * 120 };
}

/** Lets a child count on and kills it; gives the last number it said, null when it said none. */
async function countAndKill(dataDir: string, { after, delayMs }: Moment): Promise<number | null> {
  const process = child(["tests/store/children/count_on.ts", dataDir]).spawn();
  const kill = () => setTimeout(() => process.kill("SIGKILL"), delayMs);
  if (after === "start") kill();
  let said = "";
  for await (const text of process.stdout.pipeThrough(new TextDecoderStream())) {
    if (said === "" && after === "firstNumber") kill();
    said += text;
  }
  const { success } = await process.status;
  assert.ok(!success);
  assert.equal(await new Response(process.stderr).text(), "");
  return said.includes("\n") ? Number(said.split("\n").at(-2)) : null;
}

Deno.test(`Store loses no answer in ${kills} rounds of kill -9`, () =>
  withFolder(async (dataDir) => {
    let before = 0;
    for (let round = 1; round <= kills; round++) {
      const moment = randomMoment(round);
      const answered = await countAndKill(dataDir, moment) ?? before;
      const store = await open(dataDir);
      const found = store.state.pairs.get("BTCUSDT")?.currentPrice ?? 0;
      const hint = `round ${round}, killed ${moment.delayMs} ms after ${moment.after}: ` +
        `answered ${answered}, found ${found}`;
      assert.equal(store.recovery.kind, answered === 0 ? "firstStart" : "loaded", hint);
      assert.ok(found === answered || found === answered + 1, hint);
      assert.ok((store.histories.get("BTCUSDT")?.newestAt ?? 0) >= answered * 1000, hint);
      await store.close();
      before = found;
    }
    countFaults("kills", kills);
  }));

Deno.test("Store.open stops a second process and names the first", () =>
  withFolder(async (dataDir) => {
    const store = await open(dataDir);
    const { code, stderr } = await child(["tests/store/children/open.ts", dataDir]).output();
    const text = new TextDecoder().decode(stderr);
    assert.notEqual(code, 0);
    assert.ok(
      text.includes(
        `Cannot use data folder ${dataDir}: process ${Deno.pid} uses it already; ` +
          "stop it or set DATA_DIR to another folder",
      ),
      text,
    );
    await store.close();
    const second = await child(["tests/store/children/open.ts", dataDir]).output();
    assert.equal(second.code, 0);
  }));

Deno.test("Store.open gets the folder back when deno run --watch starts the program again", () =>
  withFolder(async (folder) => {
    const main = `${folder}/main.ts`;
    const program = (mark: string) =>
      `import { Store } from "@/lib/store/store.ts";
      await Store.open({ dataDir: "${folder}/data", now: Date.now, onFailure() {} });
      console.log("opened ${mark}");
      setInterval(() => {}, 1000);`;
    await Deno.writeTextFile(main, program("first"));
    const process = child(["--watch", "--no-clear-screen", `--config=${ROOT}deno.json`, main])
      .spawn();
    let said = "";
    // The watcher may miss a change right after the start, so the change is made until it is seen; each
    // one ends the start that the one before led to, so the pauses grow.
    let pauseMs = 300;
    const change = () => {
      if (said.includes("opened first")) {
        Deno.writeTextFileSync(main, program("second"));
        pauseMs *= 2;
      }
      timer = setTimeout(change, pauseMs);
    };
    let timer = setTimeout(change, pauseMs);
    for await (const text of process.stdout.pipeThrough(new TextDecoderStream())) {
      said += text;
      if (said.includes("opened second")) break;
    }
    clearTimeout(timer);
    process.kill("SIGKILL");
    await process.status;
    await process.stderr.cancel();
    assert.match(said, /opened first\nopened second/);
  }));

Deno.test({
  name: "Store makes files 0600 and folders 0700, also in a folder that was open to others",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withFolder(async (folder) => {
      const dataDir = `${folder}/data`;
      await Deno.mkdir(dataDir, { mode: 0o755 });
      const store = await open(dataDir);
      await addPair(store, "BTCUSDT");
      await store.change(() => ({
        events: [{
          type: "priceObserved",
          symbol: "BTCUSDT",
          observation: { price: 5, at: Date.now() },
        }],
        result: null,
      }));
      await store.close();
      const modes = await modesIn(dataDir);
      assert.ok(modes.size >= 8, [...modes.keys()].join(" "));
      for (const [path, mode] of modes) {
        assert.equal(mode, path.endsWith("/") ? "700" : "600", path);
      }
    }),
});

/** Permissions by path; folders end with a slash. */
async function modesIn(folder: string): Promise<Map<string, string>> {
  const modes = new Map([[`${folder}/`, await modeOf(folder)]]);
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (!isDirectory) modes.set(path, await modeOf(path));
    else for (const [inner, mode] of await modesIn(path)) modes.set(inner, mode);
  }
  return modes;
}

async function modeOf(path: string): Promise<string> {
  return ((await Deno.stat(path)).mode ?? 0).toString(8).slice(-3);
}

Deno.test("Store.open says what to do about a folder it cannot make or write", () =>
  withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "");
    await assert.rejects(
      open(`${folder}/file/data`),
      /^DiskError: Cannot use data folder .*: a part of the path is not a folder; set DATA_DIR/,
    );
  }));
