import { Head } from "fresh/runtime";
import { SiteHeader } from "@/components/page/SiteHeader.tsx";

/** What a visitor sees instead of a page that is not there or failed. */
export function ErrorPage({ status, request }: { status: number; request: string }) {
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
        {status >= 500 && <p class="field-hint">The log calls this request {request}.</p>}
        <a class="button button-primary" href="/" aria-current="false">To the prices</a>
      </main>
    </>
  );
}

function wordsFor(status: number) {
  if (status === 404) {
    return {
      title: "Not found",
      head: "There is no such page",
      text: "The address may be mistyped, or the page has moved.",
    };
  }
  if (status < 500) {
    return {
      title: "Refused",
      head: "This request cannot be answered",
      text: "The address is right, but nothing here answers what was asked of it.",
    };
  }
  return {
    title: "Failed",
    head: "This page could not be made",
    text: "The failure is in the server's log. Alarms are checked all the same.",
  };
}
