/**
 * Runs a bundle until it has answered with its first page, and prints which functions of it were called by then: a
 * process of its own for `eager.ts`, which gives it the bundle's file, and the program's arguments after it.
 */
import { Session } from "node:inspector/promises";
import { pathToFileURL } from "node:url";

const [file = "", told = ""] = Deno.args.splice(0, 2);
const url = pathToFileURL(file).href;
const session = new Session();
session.connect();
await session.post("Profiler.enable");
await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
const { run } = await import(url);
const { serve } = Deno;
Deno.serve = ((options: Deno.ServeTcpOptions, handler: Deno.ServeHandler<Deno.NetAddr>) => {
  const server = serve(options, handler);
  void ask(server.addr);
  return server;
}) as typeof Deno.serve;
run();

async function ask({ hostname, port }: Deno.NetAddr): Promise<void> {
  const response = await fetch(`http://${hostname}:${port}/`);
  await response.text();
  const { result } = await session.post("Profiler.takePreciseCoverage");
  const functions = result.find((script) => script.url === url)?.functions ?? [];
  const ends = functions.flatMap(({ ranges: [whole] }) =>
    whole !== undefined && whole.count > 0 ? [whole.endOffset] : []
  );
  await Deno.writeTextFile(told, JSON.stringify(ends));
  Deno.exit(response.ok ? 0 : 1);
}
