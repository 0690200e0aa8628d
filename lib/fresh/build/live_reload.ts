/** Where a page listens for a new version during development. */
const EVENTS = "/_fresh/reload";

/** URL path of the script that reloads a page; it names the version the page was made by. */
export function reloadScriptPath(revision: string): string {
  return `${EVENTS}.js?revision=${revision}`;
}

type Handler = (req: Request, info: Deno.ServeHandlerInfo) => Promise<Response>;

/** Answers the live-reload requests of a development server, and leaves the rest to the app. */
export function withLiveReload(handler: Handler, basePath: string, revision: string): Handler {
  return (req, info) => {
    const { pathname } = new URL(req.url);
    if (pathname === `${basePath}${EVENTS}`) return Promise.resolve(eventStream(revision));
    if (pathname === `${basePath}${EVENTS}.js`) return Promise.resolve(clientScript());
    return handler(req, info);
  };
}

// The stream stays open: its end tells the page that the server restarts.
function eventStream(revision: string): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(`retry: 200\ndata: ${revision}\n\n`));
    },
  });
  const headers = { "content-type": "text/event-stream", "cache-control": "no-store" };
  return new Response(body, { headers });
}

function clientScript(): Response {
  const code = `const url = new URL(import.meta.url);
const events = new EventSource(url.pathname.replace(/\\.js$/, ""));
events.onmessage = ({ data }) => {
  if (data !== url.searchParams.get("revision")) location.reload();
};
`;
  const headers = { "content-type": "text/javascript; charset=utf-8", "cache-control": "no-store" };
  return new Response(code, { headers });
}
