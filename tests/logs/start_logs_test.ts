import assert from "node:assert/strict";
import { getLogger } from "@/lib/logs/logger.ts";
import { type LogsOptions, startLogs } from "@/lib/logs/start_logs.ts";
import { LogFolder } from "./log_folder.ts";

const NOW = Date.UTC(2024, 0, 15, 10, 30);

/** Logs to `folder`; what the console would show is in `printed`. */
async function start(folder: LogFolder, options: Partial<LogsOptions> = {}) {
  const printed: string[] = [];
  const print = (line: string) => void printed.push(line);
  const logs = await startLogs({
    logDir: folder.path,
    level: "info",
    now: () => NOW,
    print,
    ...options,
  });
  return { printed, [Symbol.asyncDispose]: () => logs.close() };
}

Deno.test("startLogs: writes time, level, part and message to console and file alike", async () => {
  using folder = new LogFolder();
  {
    await using logs = await start(folder);
    getLogger("monitor").info("Check done in {ms} ms", { ms: 12 });
    assert.deepEqual(logs.printed, [
      "2024-01-15T10:30:00.000Z INFO    monitor: Check done in 12 ms",
    ]);
  }
  assert.equal(
    folder.read("app.log"),
    "2024-01-15T10:30:00.000Z INFO    monitor: Check done in 12 ms\n",
  );
});

Deno.test("startLogs: a line is in the file before the process can die", async () => {
  using folder = new LogFolder();
  await using _logs = await start(folder);
  getLogger("monitor").info("First");
  assert.match(folder.read("app.log"), /First\n$/);
});

Deno.test("startLogs: leaves out what is below the level", async () => {
  using folder = new LogFolder();
  await using logs = await start(folder, { level: "warning" });
  getLogger("monitor").info("Quiet");
  getLogger("monitor").warn("Loud");
  assert.equal(logs.printed.length, 1);
});

Deno.test("startLogs: masks keys, and a newline in a value starts no line of its own", async () => {
  using folder = new LogFolder();
  await using logs = await start(folder);
  getLogger("sources").warn("Refused {url} ({reason})", {
    url: "https://x/?api_key=abc",
    reason: "no\n2024 forged",
  });
  assert.match(logs.printed[0] ?? "", /api_key=\[hidden\] \(no\\n2024 forged\)$/);
});

Deno.test("startLogs: makes a private folder and private files, also after a rotation", async () => {
  using folder = new LogFolder();
  for (let i = 0; i < 5; i++) {
    await using _logs = await start(folder, { maxSize: 100, maxFiles: 2 });
    getLogger("monitor").info("A line of some length, number {i}", { i });
  }
  assert.equal(folder.mode(), 0o700);
  assert.deepEqual(folder.names(), ["app.log", "app.log.1", "app.log.2"]);
  for (const name of folder.names()) assert.equal(folder.mode(name), 0o600);
});

Deno.test("startLogs: closes an existing file to others, and leaves its folder as it is", async () => {
  using folder = new LogFolder();
  folder.write("app.log", "before\n");
  Deno.chmodSync(folder.path, 0o755);
  Deno.chmodSync(folder.file("app.log"), 0o644);
  await using _logs = await start(folder);
  assert.equal(folder.mode("app.log"), 0o600);
  assert.equal(folder.mode(), 0o755);
});

Deno.test("startLogs: goes on with the console alone when the folder cannot be made", async () => {
  using folder = new LogFolder();
  Deno.writeTextFileSync(folder.path, "a file stands in the way");
  await using logs = await start(folder);
  getLogger("monitor").info("Still here");
  assert.match(logs.printed[0] ?? "", /ERROR {3}logs: Lines go to the console only: /);
  assert.match(logs.printed[1] ?? "", /Still here$/);
});

Deno.test("startLogs: reports a failing file once and never throws", async () => {
  using folder = new LogFolder();
  folder.write("app.log", "x".repeat(100));
  Deno.mkdirSync(folder.file("app.log.1/in_the_way"), { recursive: true });
  await using logs = await start(folder, { maxSize: 100, maxFiles: 1 });
  for (const line of ["First", "Second", "Third"]) {
    getLogger("monitor").info(line);
    await Promise.resolve();
  }
  const [trouble, ...others] = logs.printed.filter((line) => line.includes("file sink"));
  assert.match(trouble ?? "", /flush failed for .*app\.log/);
  assert.deepEqual(others, []);
  assert.equal(logs.printed.length, 4);
});

Deno.test("startLogs: writes one JSON object a line where that is wanted", async () => {
  using folder = new LogFolder();
  {
    await using _logs = await start(folder, { format: "json" });
    const error = new TypeError('not "so"\nat all, authorization: Bearer abcdefgh');
    getLogger("http").error("Request {request} failed: {error}", { request: "r1", error });
    getLogger("monitor").warn("Refused {url}", { url: "https://x/?api_key=abc", nested: { a: 1 } });
  }
  const [failed, refused, ...others] = folder.read("app.log").trimEnd().split("\n")
    .map((line) => JSON.parse(line));
  assert.deepEqual(others, []);
  const { message, ...rest } = failed;
  assert.deepEqual(rest, {
    ...{ time: "2024-01-15T10:30:00.000Z", level: "error", part: "http" },
    data: {
      request: "r1",
      error: 'TypeError: not "so"\nat all, authorization: Bearer [hidden]',
    },
  });
  assert.match(message, /^Request r1 failed: TypeError: not "so"/);
  assert.equal(refused.data.url, "https://x/?api_key=[hidden]");
  assert.doesNotMatch(folder.read("app.log"), /abcdefgh|=abc/);
});
