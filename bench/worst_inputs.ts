// deno task bench:worst [--root=FOLDER] [WORDS …]: what the worst inputs do to a running program.
import { fillEverything, fillLog, fillStore } from "./worst/full_folder.ts";
import { type Ground, type Input, INPUTS } from "./worst/inputs.ts";
import { LoadedServer } from "./worst/loaded_server.ts";

/** The program's folder, and words of which a case must have one in its name or ground. */
function readArguments(args: readonly string[]): { root: string; words: readonly string[] } {
  const root = args.find((arg) => arg.startsWith("--root="))?.slice("--root=".length);
  return {
    root: root ?? new URL("..", import.meta.url).pathname,
    words: args.filter((arg) => !arg.startsWith("--")),
  };
}

const FILL: Readonly<Record<Ground, (folder: string) => Promise<void>>> = {
  "empty": () => Promise.resolve(),
  "full": fillStore,
  "long log": fillLog,
  "everything": fillEverything,
};

/** A server a ground, begun anew when a case has ended it. */
async function runOn(ground: Ground, inputs: readonly Input[], root: string): Promise<void> {
  const folder = await Deno.makeTempDir();
  await FILL[ground](folder);
  let server = await LoadedServer.start({ root, folder });
  for (const input of inputs) {
    let end = "cut";
    const running = server;
    const strain = await running.during(async () => end = await input.send(running));
    const { worstMs, turnMs, peakMb } = strain;
    const outcome = server.hasEnded ? "the program ended" : end;
    print(
      `| ${input.name} (${ground}) | ${worstMs === null ? "-" : Math.round(worstMs)} | ${
        Math.round(turnMs)
      } | ${peakMb ?? "-"} | ${outcome} |`,
    );
    if (!server.hasEnded) continue;
    server = await LoadedServer.start({ root, folder });
  }
  await server.stop();
  await Deno.remove(folder, { recursive: true });
}

function print(text: string): void {
  // deno-lint-ignore no-console -- a tool talks to the person who started it
  console.log(text);
}

if (import.meta.main) {
  const { root, words } = readArguments(Deno.args);
  const chosen = INPUTS.filter(({ name, ground }) =>
    words.length === 0 || words.some((word) => `${name} (${ground})`.includes(word))
  );
  print(
    "| sent | worst `/healthz` (ms) | longest turn (ms of the processor) | memory (MB) | outcome |",
  );
  print("| --- | --- | --- | --- | --- |");
  for (const [ground, inputs] of Map.groupBy(chosen, (input) => input.ground)) {
    await runOn(ground, inputs, root);
  }
}
