import type { Policy } from "@/lib/alarms/delivery.ts";
import { readTypedNumber } from "@/lib/market/typed_number.ts";
import { numberText } from "@/lib/market/format_price.ts";
import type { ServerFrame } from "@/lib/protocol/frames.ts";
import { durationWords } from "@/lib/text/times.ts";
import { SECOND_MS } from "@/lib/time/durations.ts";
import { replaced } from "./channels.ts";
import { policyTexts } from "./texts.ts";

/** The policies after a frame; the same array when the frame does not touch them. */
export function applyToPolicies(
  policies: readonly Policy[],
  frame: ServerFrame,
): readonly Policy[] {
  switch (frame.event) {
    case "policy_added":
    case "policy_updated":
      return replaced(policies, frame.data.policy, ({ id }) => id);
    case "policy_removed": {
      const { id } = frame.data;
      return policies.filter((policy) => policy.id !== id);
    }
    default:
      return policies;
  }
}

type Rules = Pick<Policy, "steps" | "stopAfterSeconds">;

/** A policy in words, a step each: `at once: Phone`, `after 5 min: Telegram, again every 2 min`. */
export function policyWords(
  { steps, stopAfterSeconds }: Rules,
  nameOf: (channelId: string) => string,
): string[] {
  const words = steps.map(({ afterSeconds, channels, repeatSeconds }) => {
    const when = afterSeconds === 0
      ? policyTexts.atOnce
      : policyTexts.after(secondsWords(afterSeconds));
    const who = channels.length === 0 ? policyTexts.whoever : channels.map(nameOf).join(", ");
    const again = repeatSeconds === undefined ? "" : policyTexts.every(secondsWords(repeatSeconds));
    return `${when}: ${who}${again}`;
  });
  const isRepeated = steps.some(({ repeatSeconds }) => repeatSeconds !== undefined);
  const end = policyTexts.until(secondsWords(stopAfterSeconds));
  return isRepeated ? [...words, end] : words;
}

function secondsWords(seconds: number): string {
  return durationWords(seconds * SECOND_MS);
}

/** A step while its form is open; lengths are minutes as typed. */
export interface StepDraft {
  readonly after: string;
  /** Ids; none: whoever the alarm tells. */
  readonly channels: readonly string[];
  /** Empty: it goes out once. */
  readonly every: string;
}

/** A policy while its form is open. */
export interface PolicyDraft {
  /** Null for a new one. */
  readonly id: string | null;
  readonly name: string;
  readonly steps: readonly StepDraft[];
  readonly stopAfter: string;
}

/** What a new policy's form starts with: the usual people at once, and again until somebody has it. */
export const EMPTY_POLICY: PolicyDraft = {
  ...{ id: null, name: "", stopAfter: "60" },
  steps: [{ after: "0", channels: [], every: "5" }],
};

/** What the next step's form starts with. */
export function nextStep({ steps }: PolicyDraft): StepDraft {
  const last = minutesIn(steps.at(-1)?.after ?? "0");
  return { after: last.ok ? numberText(last.value / 60 + 5) : "", channels: [], every: "" };
}

export function policyDraft({ id, name, steps, stopAfterSeconds }: Policy): PolicyDraft {
  const minutes = (seconds: number) => numberText(seconds / 60);
  return {
    ...{ id, name, stopAfter: minutes(stopAfterSeconds) },
    steps: steps.map(({ afterSeconds, channels, repeatSeconds }) => ({
      ...{ after: minutes(afterSeconds), channels },
      every: repeatSeconds === undefined ? "" : minutes(repeatSeconds),
    })),
  };
}

/** A policy as the server takes it, or the field that cannot be read, by the server's name. */
type ReadPolicy =
  | { readonly ok: true; readonly data: Rules & Pick<Policy, "name"> }
  | { readonly ok: false; readonly field: string; readonly message: string };

export function readPolicy({ name, steps, stopAfter }: PolicyDraft): ReadPolicy {
  const read: Policy["steps"][number][] = [];
  for (const [nth, { after, channels, every }] of steps.entries()) {
    const afterSeconds = minutesIn(after);
    if (!afterSeconds.ok) return { ...afterSeconds, field: `steps.${nth}.afterSeconds` };
    const repeat = every.trim() === "" ? null : minutesIn(every);
    if (repeat?.ok === false) return { ...repeat, field: `steps.${nth}.repeatSeconds` };
    const repeats = repeat === null ? {} : { repeatSeconds: repeat.value };
    read.push({ afterSeconds: afterSeconds.value, channels, ...repeats });
  }
  const stop = minutesIn(stopAfter);
  if (!stop.ok) return { ...stop, field: "stopAfterSeconds" };
  return { ok: true, data: { name: name.trim(), steps: read, stopAfterSeconds: stop.value } };
}

/** Whole seconds of minutes as typed; 0 is one of them. */
function minutesIn(text: string): ReturnType<typeof readTypedNumber> {
  if (/^\s*0+\s*$/.test(text)) return { ok: true, value: 0 };
  const read = readTypedNumber(text, policyTexts.minutes);
  return read.ok ? { ok: true, value: Math.round(read.value * 60) } : read;
}
