import { asset, Head } from "fresh/runtime";
import { Icon } from "@/components/kit/Icon.tsx";
import { SiteHeader } from "@/components/page/SiteHeader.tsx";
import { define, readOnly } from "@/lib/server/define.ts";

export const handler = readOnly;

/** What the service worker shows in place of any page while the server is out of reach. It knows no prices. */
export default define.page(function OfflinePage() {
  return (
    <>
      <Head>
        <title>Not live · Crypto Price Alarm</title>
        <script src={asset("/offline.js")} />
      </Head>
      <SiteHeader page={null} />
      <main id="main">
        <p class="banner banner-danger" role="status">
          <Icon name="warning" />
          <span>
            <strong>Prices are not live, and alarms cannot ring on this device.</strong>
            <span class="banner-detail">
              The server is out of reach, or this device is offline.
            </span>
          </span>
        </p>
        <section class="empty">
          <h1 tabIndex={-1}>The server is out of reach</h1>
          <p id="last-live" hidden>
            It was last heard here{" "}
            <time />. The alarms themselves are watched by the server, whether or not this page
            reaches it.
          </p>
          <p>This page tries again every few seconds, and goes on by itself.</p>
          <a class="button button-primary" href="">Try now</a>
        </section>
      </main>
    </>
  );
});
