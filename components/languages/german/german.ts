import { GERMAN as alarmWords } from "@/lib/alarms/texts.de.ts";
import { GERMAN as client } from "@/lib/client/german.ts";
import { GERMAN as text } from "@/lib/text/texts.de.ts";
import { GERMAN as alarms } from "./alarms.tsx";
import { GERMAN as channels } from "./channels.tsx";
import { GERMAN as pages } from "./pages.tsx";
import { GERMAN as prices } from "./prices.tsx";
import { GERMAN as settings } from "./settings.tsx";

/** All that pages say, in German: a row for each area, under the name that its table of texts gives. */
export const GERMAN = {
  ...alarms,
  ...channels,
  ...pages,
  ...prices,
  ...settings,
  ...alarmWords,
  ...client,
  ...text,
};
