import { Head } from "fresh/runtime";
import { SiteHeader } from "@/components/page/SiteHeader.tsx";

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
        <title>Nobody of this name · Crypto Price Alarm</title>
      </Head>
      <main id="main" class="empty">
        <h1>Nobody here is named {login}</h1>
        <p>The proxy has logged you in as {login}; this server knows nobody of that name.</p>
        <p>
          Ask an admin for an invitation, and choose this name there; or, on the computer where the
          program runs: <code>deno task user add {login}</code>
        </p>
      </main>
    </>
  );
}

function NotForYou() {
  return (
    <>
      <Head>
        <title>Not for you · Crypto Price Alarm</title>
      </Head>
      <SiteHeader page={null} />
      <main id="main" class="empty">
        <h1>This page is for admins</h1>
        <p>Your account shows prices, alarms and what rings. An admin can give you another role.</p>
        <a class="button button-primary" href="/" aria-current="false">To the prices</a>
      </main>
    </>
  );
}

/** Open to everybody on this computer is fine; open to everybody whom a proxy lets through is a decision. */
function NotDecided() {
  return (
    <>
      <Head>
        <title>Decide who is let in · Crypto Price Alarm</title>
      </Head>
      <main id="main" class="empty">
        <h1>Decide who is let in</h1>
        <p>
          This server has no account, and you came through a proxy: whoever reaches the proxy could
          read and change everything. Alarms are checked all the same.
        </p>
        <p>
          Make an account, on the computer where the program runs:{" "}
          <code>deno task user add NAME --role admin</code>
        </p>
        <p>
          Or, where the proxy itself asks everybody for a password, start it with{" "}
          <code>AUTH=off</code>.
        </p>
      </main>
    </>
  );
}
