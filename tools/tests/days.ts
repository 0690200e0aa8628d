/** A moment of some zone at which tests that look at the clock of the machine break. */
interface Day {
  /** As Debian's `faketime` reads it, in the zone. */
  readonly at: string;
  readonly zone: string;
  readonly what: string;
}

/** Ends of months and years, a leap day, both changes of the clock, far zones. */
export const DAYS: readonly Day[] = [
  { at: "2026-01-31 23:58:30", zone: "UTC", what: "the end of January" },
  { at: "2026-02-28 12:00:00", zone: "America/New_York", what: "the end of February" },
  { at: "2028-02-29 23:59:00", zone: "Asia/Tokyo", what: "a leap day" },
  { at: "2026-03-29 00:59:30", zone: "Europe/Berlin", what: "an hour before summer time" },
  { at: "2026-03-29 01:59:30", zone: "Europe/Berlin", what: "the change to summer time" },
  { at: "2026-10-25 02:30:00", zone: "Europe/Berlin", what: "the hour that comes twice" },
  { at: "2026-11-01 00:59:30", zone: "America/Los_Angeles", what: "the end of summer time" },
  { at: "2026-04-30 18:00:00", zone: "Asia/Kathmandu", what: "a zone of 5:45 hours" },
  { at: "2026-06-30 23:59:50", zone: "Pacific/Kiritimati", what: "the first zone of the day" },
  { at: "2026-07-01 00:00:10", zone: "Pacific/Pago_Pago", what: "the last zone of the day" },
  { at: "2026-12-31 23:59:30", zone: "UTC", what: "the end of a year" },
  { at: "2027-01-01 00:00:30", zone: "Australia/Lord_Howe", what: "the first day of a year" },
];

/** The one of these days that is tried on a day, by its number since 1970. */
export function dayFor(now: number): Day {
  return DAYS[Math.floor(now / 86_400_000) % DAYS.length] as Day;
}

/** Whether Debian's `faketime` is there. */
export async function hasFaketime(): Promise<boolean> {
  try {
    return (await new Deno.Command("faketime", { args: ["--version"] }).output()).success;
  } catch {
    return false;
  }
}

/**
 * How to run a command on a day: words to put before it, and its environment. Only the clock on the
 * wall is another one; timers run as ever, and files have the times they have.
 */
export function onDay({ at, zone }: Day): { before: string[]; env: Record<string, string> } {
  return {
    before: ["faketime", "-f", `@${at}`],
    env: {
      TZ: zone,
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
      DONT_FAKE_MONOTONIC: "1",
      NO_FAKE_STAT: "1",
    },
  };
}
