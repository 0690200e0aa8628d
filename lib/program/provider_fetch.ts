import type { ProviderSettings } from "@/lib/accounts/provider.ts";
import { Guard } from "@/lib/notify/guard.ts";
import { guardedAsk } from "@/lib/notify/request.ts";
import type { Clock } from "@/lib/time/clock.ts";

/** Its list of keys is longer than what other services answer. */
const OF_PROVIDER = { timeoutMs: 10_000, bytes: 256_000 };

/**
 * The way out to a provider. Its own host is whoever runs the server's to choose; other addresses that it
 * names are held to the rules of those that people give.
 */
export function providerFetch(
  issuer: URL,
  listed: readonly string[],
  clock: Clock,
): ProviderSettings["fetch"] {
  const port = issuer.port || (issuer.protocol === "https:" ? "443" : "80");
  const guard = new Guard({ allowed: [...listed, `${issuer.hostname}:${port}`] });
  return async (url, { method, headers, body, signal }) => {
    const ask = guardedAsk(
      { guard, clock, signal: signal ?? new AbortController().signal },
      OF_PROVIDER,
    );
    const sent = body === undefined || body === null ? {} : { body: String(body) };
    const isPost = method === "POST";
    const answer = await ask(url, { method: isPost ? "POST" : "GET", headers, ...sent });
    return new Response(answer.text, { status: answer.status, headers: { ...answer.headers } });
  };
}
