import { GERMAN as account } from "@/components/account/texts.de.tsx";
import { GERMAN as alarm } from "@/components/alarm/texts.de.tsx";
import { GERMAN as board } from "@/components/board/texts.de.ts";
import { GERMAN as channels } from "@/components/channels/texts.de.tsx";
import { GERMAN as chart } from "@/components/chart/texts.de.tsx";
import { GERMAN as kit } from "@/components/kit/texts.de.ts";
import { GERMAN as log } from "@/components/log/texts.de.ts";
import { GERMAN as page } from "@/components/page/texts.de.tsx";
import { GERMAN as pair } from "@/components/pair/texts.de.ts";
import { GERMAN as ringing } from "@/components/ringing/texts.de.ts";
import { GERMAN as settings } from "@/components/settings/texts.de.tsx";
import { GERMAN as alarmWords } from "@/lib/alarms/texts.de.ts";
import { GERMAN as clientAlarms } from "@/lib/client/alarms/texts.de.ts";
import { GERMAN as line } from "@/lib/client/line/texts.de.ts";
import { GERMAN as client } from "@/lib/client/texts.de.ts";
import { GERMAN as text } from "@/lib/text/texts.de.ts";

/** All that pages say, in German: a row for each area, under the name that its `texts.ts` gives. */
export const GERMAN = {
  ...account,
  ...alarm,
  ...board,
  ...channels,
  ...chart,
  ...client,
  ...clientAlarms,
  ...line,
  ...alarmWords,
  kit,
  log,
  ...page,
  pair,
  ringing,
  ...settings,
  ...text,
};
