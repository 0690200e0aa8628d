import { Guard } from "@/lib/notify/guard.ts";
import { guardedAsk } from "@/lib/notify/request.ts";
import { SYSTEM_CLOCK } from "@/lib/time/clock.ts";

// Run with the program's own permissions: asks an address and prints what came of it.
const [url = ""] = Deno.args;
const guard = new Guard({ allowed: [new URL(url).host] });
const ask = guardedAsk({ guard, clock: SYSTEM_CLOCK, signal: new AbortController().signal });
try {
  const { status } = await ask(url, { method: "POST", body: "{}" });
  // deno-lint-ignore no-console -- the test reads it
  console.log(status);
} catch (error) {
  // deno-lint-ignore no-console -- the test reads it
  console.log(error instanceof Error ? `${error.name}: ${error.message}` : error);
}
