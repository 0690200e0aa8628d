import type { FunctionComponent } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { LiveChartProps } from "./LiveChart.tsx";

/** The code that draws charts, with what stands on them: no page needs it at once, and it is large. */
export interface LiveCode {
  /** Null until it is loaded. */
  readonly LiveChart: FunctionComponent<LiveChartProps> | null;
  /** It could not be loaded. */
  readonly isLost: boolean;
}

/** Loads it once the page stands. */
export function useLiveCode(): LiveCode {
  const [code, setCode] = useState<LiveCode>({ LiveChart: null, isLost: false });
  useEffect(() => {
    import("./LiveChart.tsx").then(
      ({ LiveChart }) => setCode({ LiveChart, isLost: false }),
      () => setCode({ LiveChart: null, isLost: true }),
    );
  }, []);
  return code;
}
