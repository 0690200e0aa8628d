const PREFIX = "whsec_";
const FEWEST_BYTES = 24;
const MOST_BYTES = 64;

/** The key in a secret of Standard Webhooks, `whsec_` and Base64; null when it is none. */
export function readWebhookSecret(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    const bytes = Uint8Array.fromBase64(text.startsWith(PREFIX) ? text.slice(PREFIX.length) : text);
    return bytes.length >= FEWEST_BYTES && bytes.length <= MOST_BYTES ? bytes : null;
  } catch {
    return null;
  }
}

/** What of a webhook is signed. */
interface Signed {
  readonly id: string;
  /** Of this attempt, in whole seconds since the Unix epoch. */
  readonly timestamp: number;
  readonly body: string;
}

/** The value of `webhook-signature` (Standard Webhooks 1.0.0). */
export async function signWebhook(
  key: Uint8Array<ArrayBuffer>,
  { id, timestamp, body }: Signed,
): Promise<string> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const hmac = await crypto.subtle.importKey("raw", key, algorithm, false, ["sign"]);
  const bytes = new TextEncoder().encode(`${id}.${timestamp}.${body}`);
  return `v1,${new Uint8Array(await crypto.subtle.sign("HMAC", hmac, bytes)).toBase64()}`;
}
