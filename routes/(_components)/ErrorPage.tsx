import { Head } from "fresh/runtime";
import { SiteHeader } from "@/components/page/SiteHeader.tsx";
import { routeWords } from "@/components/page/route_texts.tsx";

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
