import { Head } from "fresh/runtime";
import { page } from "fresh";
import { SiteHeader } from "@/components/page/Document.tsx";
import { pressedByLink } from "@/lib/server/action_links.ts";
import { define } from "@/lib/server/define.ts";
import type { LinkShown } from "@/lib/server/action_links.ts";

/**
 * One action on one fire, from a link in a message. Only POST acts: what looks at messages before people
 * do follows links. It takes no cookie and tells no more than the message did.
 */
export const handler = define.handlers<LinkShown>({
  GET: (ctx) => shown(pressedByLink(ctx.state, ctx.params.token ?? "", { acts: false })),
  POST: async (ctx) => {
    const result = pressedByLink(ctx.state, ctx.params.token ?? "", { acts: true });
    // The service worker asks so; it tells a proxy's page from ours by it.
    if (ctx.req.headers.get("accept") !== "application/json") return await shown(result);
    const { status, title, text } = await result;
    return Response.json({ title, text }, { status, headers: HEADERS });
  },
  // The buttons of ntfy's web app ask from another origin.
  OPTIONS: () => new Response(null, { status: 204, headers: { ...HEADERS, allow: "GET, POST" } }),
});

const HEADERS = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "POST",
  "cache-control": "no-store",
  "x-robots-tag": "noindex",
};

async function shown(result: Promise<LinkShown>) {
  const data = await result;
  return page(data, { status: data.status, headers: HEADERS });
}

/** What the link is about, and one button; or what came of it. */
export default define.page<typeof handler>(function ActionPage({ data }) {
  return (
    <>
      <Head>
        <title>{data.title} · Crypto Price Alarm</title>
      </Head>
      <SiteHeader page={null} />
      <main id="main">
        {/* It says what the message said, in its language. */}
        <section class="empty" lang="en">
          <h1 tabIndex={-1}>{data.title}</h1>
          <p>{data.text}</p>
          {data.button !== null && (
            <form method="post">
              <button type="submit" class="button button-primary">{data.button}</button>
            </form>
          )}
        </section>
      </main>
    </>
  );
});
