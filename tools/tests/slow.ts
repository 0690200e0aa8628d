// deno task test:slow [TIMES]: the whole suite three times on one core that two busy loops share.
const ROOT = new URL("../../", import.meta.url);
const BUSY_LOOPS = 2;
const times = Number(Deno.args[0] ?? 3);

// deno-lint-ignore no-console -- it is for the person who runs this
const say = console.log;

function onOneCore(...args: string[]): Deno.ChildProcess {
  return new Deno.Command("taskset", {
    args: ["-c", "0", Deno.execPath(), ...args],
    cwd: ROOT,
    stdin: "null",
  }).spawn();
}

const loops = Array.from({ length: BUSY_LOOPS }, () => onOneCore("eval", "for (;;);"));
let failures = 0;
try {
  for (let time = 1; time <= times; time++) {
    const { success } = await onOneCore("run", "-A", "tools/tests/run.ts").status;
    say(`Run ${time} of ${times}: ${success ? "no failure" : "RED"}`);
    if (!success) failures++;
  }
} finally {
  for (const loop of loops) loop.kill();
  await Promise.all(loops.map(({ status }) => status));
}
if (failures > 0) Deno.exit(1);
