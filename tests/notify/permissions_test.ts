import assert from "node:assert/strict";
import manifest from "@/deno.json" with { type: "json" };
import { MessageServer } from "../servers/message_server.ts";

/** What the program may do, as `deno task serve` says it. */
const RIGHTS = manifest.tasks.serve.command.match(/--no-prompt|--allow-\S+/g) ?? [];
const SCRIPT = new URL("./ask_alone.ts", import.meta.url).pathname;

async function askAlone(url: string): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", ...RIGHTS, SCRIPT, url],
    ...{ stdout: "piped", stderr: "null" },
  }).output();
  return new TextDecoder().decode(stdout).trim();
}

Deno.test("guardedAsk() needs no more rights than the program has, for HTTP and HTTPS alike", async () => {
  await using server = new MessageServer();
  assert.equal(await askAlone(server.url), "200");
  // Nobody speaks TLS there; without the rights for it, it would not come so far.
  const answer = await askAlone(server.url.replace("http:", "https:"));
  assert.match(answer, /^NoAnswer: The connection/);
});
