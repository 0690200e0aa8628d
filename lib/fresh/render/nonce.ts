// Known by the response that it was rendered for: a middleware that answers with another one loses it.
const nonces = new WeakMap<Response, string>();

/** A nonce for the inline scripts and styles of one document. */
export function makeNonce(): string {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));
}

/** Remembers which nonce a document was rendered with. */
export function keepNonce(response: Response, nonce: string): Response {
  nonces.set(response, nonce);
  return response;
}

/** The nonce of a rendered document; null for every other response. */
export function nonceOf(response: Response): string | null {
  return nonces.get(response) ?? null;
}
