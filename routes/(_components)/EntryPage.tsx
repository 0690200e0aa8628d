import { Head } from "fresh/runtime";
import type { ComponentChildren } from "preact";
import { BrandMark, NoScript, Stylesheet } from "@/components/page/Document.tsx";

/** A page before one is in: no prices, and no way to other pages. */
export function EntryPage({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <>
      <Head>
        <title>{title} · Crypto Price Alarm</title>
        <Stylesheet name="account" />
      </Head>
      <main id="main" class="entry">
        <p class="entry-brand">
          <BrandMark />
          <span>Crypto Price Alarm</span>
        </p>
        <div class="entry-card">
          <NoScript />
          {children}
        </div>
      </main>
    </>
  );
}
