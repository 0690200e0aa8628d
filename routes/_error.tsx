import { Head, HttpError } from "fresh/runtime";
import { SiteHeader } from "@/components/SiteHeader.tsx";
import { define } from "@/lib/http/define.ts";

/** What a visitor sees instead of a page that is not there or failed. */
export default define.page(function ErrorPage({ error }) {
  const isMissing = error instanceof HttpError && error.status === 404;
  return (
    <>
      <Head>
        <title>{isMissing ? "Not found" : "Failed"} · Crypto Price Alarm</title>
      </Head>
      <SiteHeader page={null} />
      <main id="main" class="empty">
        <h1>{isMissing ? "There is no such page" : "This page could not be made"}</h1>
        <p>
          {isMissing
            ? "The address may be mistyped, or the page has moved."
            : "The failure is in the server's log. Alarms are checked all the same."}
        </p>
        <a class="button button-primary" href="/">To the prices</a>
      </main>
    </>
  );
});
