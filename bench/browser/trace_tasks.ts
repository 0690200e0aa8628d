import type { Browser, Page } from "playwright-core";

/** An event of Chromium's tracing, as far as it is read here; durations in microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  /** Of that, what the thread had a core for. */
  readonly tdur?: number;
}

/** The protocol leaves open what an event is. */
function isTraceEvent(value: unknown): value is TraceEvent {
  const { name, pid, tid } = Object(value) as Partial<Record<keyof TraceEvent, unknown>>;
  return typeof name === "string" && typeof pid === "number" && typeof tid === "number";
}

/** Tells which of all threads is the page's own. */
const MARK = "here is the page";
const TASK = "ThreadControllerImpl::RunTask";

/** A task, in milliseconds: by the clock on the wall, and of the processor, which a busy machine leaves as it is. */
interface Task {
  readonly ms: number;
  readonly cpuMs: number;
}

/** How long each task of the page's own thread took while `act` went on. */
export async function traceTasks(
  browser: Browser,
  page: Page,
  act: () => Promise<void>,
): Promise<readonly Task[]> {
  const session = await browser.newBrowserCDPSession();
  const events: TraceEvent[] = [];
  session.on(
    "Tracing.dataCollected",
    ({ value }) => events.push(...(value as unknown[]).filter(isTraceEvent)),
  );
  await session.send("Tracing.start", {
    transferMode: "ReportEvents",
    traceConfig: { includedCategories: ["toplevel", "blink.user_timing"] },
  });
  await page.evaluate((mark) => void performance.mark(mark), MARK);
  await act();
  const complete = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve));
  await session.send("Tracing.end");
  await complete;
  await session.detach();
  return tasksOf(events);
}

function tasksOf(events: readonly TraceEvent[]): readonly Task[] {
  const page = events.find(({ name }) => name === MARK);
  if (page === undefined) throw new Error("The trace does not tell which thread is the page's own");
  return events
    .filter(({ name, pid, tid }) => name === TASK && pid === page.pid && tid === page.tid)
    .map(({ dur = 0, tdur = 0 }) => ({ ms: dur / 1_000, cpuMs: tdur / 1_000 }));
}
