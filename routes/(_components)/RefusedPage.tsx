import { Head } from "fresh/runtime";
import { SiteHeader } from "@/components/page/SiteHeader.tsx";
import { routeWords } from "@/components/page/route_texts.tsx";

/** What stands in the place of a page that may not be shown. */
export function RefusedPage({ why, login = "" }: RefusedPageProps) {
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
