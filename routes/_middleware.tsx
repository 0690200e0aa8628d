import { HttpError } from "fresh";
import { Head } from "fresh/runtime";
import { loadLanguage } from "@/components/languages/load.ts";
import { routeWords } from "@/components/page/route_texts.tsx";
import { SiteHeader } from "@/components/page/Document.tsx";
import { setBasePath } from "@/lib/client/base_path.ts";
import { isApi, requestIdOf } from "@/lib/server/guards.ts";
import { define, MethodNotAllowed } from "@/lib/server/define.ts";
import { languageOf } from "@/lib/protocol/cookie.ts";

/**
 * Shows a page for what may not be shown and for what pages throw, and logs what is the program's fault. A middleware does it, since
 * Fresh renders its own error pages outside of all middlewares: without a policy, and without a log.
 */
export default define.middleware(async (ctx) => {
  setBasePath(ctx.config.basePath);
  ctx.state.language = languageOf(ctx.req.headers);
  await loadLanguage(ctx.state.language);
  const { refused } = ctx.state;
  if (refused !== undefined) {
    return await ctx.render(<RefusedPage why={refused} login={ctx.state.unknownLogin} />, {
      status: 403,
    });
  }
  try {
    return await ctx.next();
  } catch (error) {
    if (isApi(ctx.url.pathname)) throw error;
    const status = error instanceof HttpError ? error.status : 500;
    if (status >= 500) ctx.state.services.onError(error, ctx.req);
    const headers = error instanceof MethodNotAllowed ? { allow: error.allow } : {};
    const request = requestIdOf(ctx.req);
    return await ctx.render(<ErrorPage status={status} request={request} />, { status, headers });
  }
});

/** What stands in the place of a page that may not be shown. */
function RefusedPage({ why, login = "" }: RefusedPageProps) {
  if (why === "unknown") return <NotKnown login={login} />;
  return why === "forbidden" ? <NotForYou /> : <NotDecided />;
}

interface RefusedPageProps {
  why: "proxied" | "forbidden" | "unknown";
  /** The name that the proxy told. */
  login?: string | undefined;
}

function NotKnown({ login }: { login: string }) {
  return (
    <>
      <Head>
        <title>{routeWords.unknownTitle} · Crypto Price Alarm</title>
      </Head>
      <main id="main" class="empty">
        <h1>{routeWords.unknown(login)}</h1>
        <p>{routeWords.unknownDetail(login)}</p>
        <p>{routeWords.unknownRemedy(login)}</p>
      </main>
    </>
  );
}

function NotForYou() {
  return (
    <>
      <Head>
        <title>{routeWords.notForYou} · Crypto Price Alarm</title>
      </Head>
      <SiteHeader page={null} />
      <main id="main" class="empty">
        <h1>{routeWords.forAdmins}</h1>
        <p>{routeWords.forAdminsDetail}</p>
        <a class="button button-primary" href="/" aria-current="false">{routeWords.toPrices}</a>
      </main>
    </>
  );
}

/** Open to everybody on this computer is fine; open to everybody whom a proxy lets through is a decision. */
function NotDecided() {
  return (
    <>
      <Head>
        <title>{routeWords.decide} · Crypto Price Alarm</title>
      </Head>
      <main id="main" class="empty">
        <h1>{routeWords.decide}</h1>
        <p>{routeWords.decideDetail}</p>
        <p>{routeWords.makeAccount()}</p>
        <p>{routeWords.orOff()}</p>
      </main>
    </>
  );
}

/** What a visitor sees instead of a page that is not there or failed. */
function ErrorPage({ status, request }: { status: number; request: string }) {
  const { title, head, text } = wordsFor(status);
  return (
    <>
      <Head>
        <title>{title} · Crypto Price Alarm</title>
      </Head>
      <SiteHeader page={null} />
      <main id="main" class="empty">
        <h1>{head}</h1>
        <p>{text}</p>
        {status >= 500 && <p class="field-hint">{routeWords.requestIs(request)}</p>}
        <a class="button button-primary" href="/" aria-current="false">{routeWords.toPrices}</a>
      </main>
    </>
  );
}

function wordsFor(status: number) {
  if (status === 404) return routeWords.notFound;
  return status < 500 ? routeWords.cannotAnswer : routeWords.failed;
}
