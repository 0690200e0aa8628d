import type { Signal } from "@preact/signals";
import { Head } from "fresh/runtime";
import type { ComponentChildren, ComponentProps } from "preact";
import { NoScript, type SheetName, SiteHeader, Stylesheet } from "@/components/page/Document.tsx";
import { Ringing } from "@/islands/Ringing.tsx";
import { StatusBar } from "@/islands/StatusBar.tsx";
import { ThemeToggle } from "@/islands/ThemeToggle.tsx";
import type { Model } from "@/lib/client/model.ts";

interface LivePageProps extends Pick<ComponentProps<typeof SiteHeader>, "page"> {
  /** What stands before the program's name in the title. */
  title: string;
  /** What the page needs beside the looks of all pages. */
  sheet: SheetName;
  model: Signal<Model>;
  /** Class of the main part. */
  class?: string;
  /** What rings is shown in another way. */
  isQuiet?: boolean;
  children: ComponentChildren;
}

/** What every page that shows the live model has around its own part: title, header, ringing and status. */
export function LivePage(props: LivePageProps) {
  const { page, title, sheet, model, children } = props;
  return (
    <>
      <Head>
        <title>{title} · Crypto Price Alarm</title>
        <Stylesheet name={sheet} />
      </Head>
      <SiteHeader page={page}>
        <ThemeToggle />
      </SiteHeader>
      <Ringing model={model} isQuiet={props.isQuiet ?? false} />
      <StatusBar model={model} />
      <main id="main" class={props.class}>
        <NoScript />
        {children}
      </main>
    </>
  );
}
