import { asset, Head } from "fresh/runtime";
import { Icon } from "@/components/kit/Icon.tsx";
import { SiteHeader } from "@/components/page/Document.tsx";
import { define, readOnly } from "@/lib/server/define.ts";
import { routeWords } from "@/components/page/route_texts.tsx";

export const handler = readOnly;

/** What the service worker shows in place of any page while the server is out of reach. It knows no prices. */
export default define.page(function OfflinePage() {
  return (
    <>
      <Head>
        <title>{routeWords.notLive} · Crypto Price Alarm</title>
        <script src={asset("/offline.js")} />
      </Head>
      <SiteHeader page={null} />
      <main id="main">
        <p class="banner banner-danger" role="status">
          <Icon name="warning" />
          <span>
            <strong>{routeWords.notLiveHead}</strong>
            <span class="banner-detail">{routeWords.notLiveDetail}</span>
          </span>
        </p>
        <section class="empty">
          <h1 tabIndex={-1}>{routeWords.outOfReach}</h1>
          <p id="last-live" hidden>
            {routeWords.lastHeard} <time />. {routeWords.watchedThere}
          </p>
          <p>{routeWords.triesAgain}</p>
          <a class="button button-primary" href="">{routeWords.tryNow}</a>
        </section>
      </main>
    </>
  );
});
