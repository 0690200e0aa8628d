import { asset } from "fresh/runtime";
import { Stylesheets } from "@/components/Stylesheets.tsx";
import { define } from "@/lib/http/define.ts";

/** What every page shows: the frame, the status, what rings. The order is that of the cascade. */
const EVERYWHERE = [
  ...["tokens", "base", "frame", "status", "controls", "dialogs", "notices", "states"],
  ...["fires", "ringing"],
];

/** The HTML around every page. */
export default define.layout(function AppShell({ Component }) {
  return (
    <html lang="en" data-theme="auto" data-look="quiet">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="theme-color" content="#f4f5f7" media="(prefers-color-scheme: light)" />
        <meta name="theme-color" content="#0c0f14" media="(prefers-color-scheme: dark)" />
        <title>Crypto Price Alarm</title>
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        <link rel="apple-touch-icon" href="/icon-180.png" />
        <link rel="manifest" href="/manifest.webmanifest" />
        <Stylesheets areas={EVERYWHERE} />
        <script src={asset("/theme.js")} />
      </head>
      <body>
        <Component />
      </body>
    </html>
  );
});
