type Fetch = Deno.ServeHandler<Deno.NetAddr>;

/** Adds to every answer, also to error pages, what keeps browsers from guessing, framing and caching. */
export function withHeaders(fetch: Fetch): Fetch {
  return async (request, info) => {
    const response = await fetch(request, info);
    if (response.status === 101) return response;
    const headers = new Headers(response.headers);
    headers.set("x-content-type-options", "nosniff");
    headers.set("referrer-policy", "no-referrer");
    headers.set("cross-origin-opener-policy", "same-origin");
    const isPage = headers.get("content-type")?.startsWith("text/html");
    if (isPage) headers.set("cache-control", "no-store");
    const { status, statusText } = response;
    return new Response(response.body, { status, statusText, headers });
  };
}
