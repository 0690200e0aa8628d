import { texts } from "@/lib/language/texts.ts";

/** What is said of alarms of all kinds. */
export const alarmTexts = texts("alarmWords", {
  priorities: {
    low: "low priority",
    normal: "normal priority",
    high: "high priority",
    critical: "critical priority",
  },
  tells: {
    default: "tells default",
    me: "tells me",
    everybody: "tells everybody",
  },
  tellsChannels: (count: number) => count === 1 ? "tells 1 channel" : `tells ${count} channels`,
  escalates: "escalates",
  movedFrom: (change: string, reference: string) => `${change} from ${reference}`,
  exactlyAt: (level: string) => `exactly at ${level}`,
  past: (size: string, level: string) => `${size} past ${level}`,
  waiting: {
    below: (price: string) => `Waiting to reset (below ${price})`,
    above: (price: string) => `Waiting to reset (above ${price})`,
    off: (price: string) => `Waiting to reset (off ${price})`,
  },
});
