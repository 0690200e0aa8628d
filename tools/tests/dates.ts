// deno task test:dates [NUMBER …]: all tests that need no browser, on a dozen days and in several zones.
import { DAYS, hasFaketime, onDay } from "./days.ts";
import { QUICK_HALVES } from "./test_files.ts";

const ROOT = new URL("../../", import.meta.url);

// deno-lint-ignore no-console -- it is for the person who runs this
const say = console.log;

if (!await hasFaketime()) {
  say("faketime is not installed, so nothing was tried: apt-get install faketime");
  Deno.exit(1);
}
const wanted = Deno.args.map(Number);
const failed: string[] = [];
for (const [number, day] of DAYS.entries()) {
  if (wanted.length > 0 && !wanted.includes(number)) continue;
  const { before, env } = onDay(day);
  const [command = "", ...args] = [...before, Deno.execPath(), "test", "-A", "--no-check"];
  const { code, stdout, stderr } = await new Deno.Command(command, {
    args: [...args, "--parallel", "--reporter=dot", ...QUICK_HALVES],
    cwd: ROOT,
    env: { DENO_JOBS: "2", NO_COLOR: "1", ...env },
    stdin: "null",
  }).output();
  const name = `${number}: ${day.at} in ${day.zone}, ${day.what}`;
  say(`${code === 0 ? "good" : "RED "}  ${name}`);
  if (code === 0) continue;
  failed.push(name);
  const text = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  say(text.slice(text.indexOf(" ERRORS ")));
}
say(failed.length === 0 ? "All days are good" : `Red on:\n  ${failed.join("\n  ")}`);
if (failed.length > 0) Deno.exit(1);
