import { texts } from "@/lib/language/texts.ts";

/** What stands over everything while alarms ring; a `pair` is its title, such as `BTC/USDT`. */
export const ringingWords = texts("ringing", {
  title: (count: number) => count === 1 ? "An alarm is ringing" : `${count} alarms are ringing`,
  /** Why nothing can be heard, over what rings and in a bar. */
  silence: {
    blocked: "Sound is blocked: click anywhere to hear it",
    volume: "The volume is 0 in this browser: this rings in silence",
  },
  silenceBar: {
    blocked: "Sound is blocked: click to enable",
    volume: "The volume is 0: alarms make no sound in this browser. Turn it on",
  },
  hide: "Hide on this screen",
  silenceAll: (count: number) => count === 1 ? "Silence" : "Silence all",
  silenceMeans: "acknowledged on every screen",
  alsoInBackground: "Also show it while this page is in the background",
  older: (count: number) => `and ${count} older ones`,
  acknowledge: "Acknowledge",
  acknowledgePair: (pair: string) => `Acknowledge ${pair}`,
  more: "More",
  moreFor: (pair: string) => `More for ${pair}`,
  rearm: "Re-arm",
  rearmMeans: "Acknowledge, and let it ring again when it happens again",
  chart: "Chart",
  openChart: (pair: string) => `Open chart of ${pair}`,
  snooze: "Snooze",
  snoozePair: (pair: string) => `Snooze ${pair}`,
  snoozeFor: (how: string) => `Snooze ${how}`,
});
