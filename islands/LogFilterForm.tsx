import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { LogExports, logWords } from "@/components/log/LogPaging.tsx";
import "@/lib/client/base_path.ts";
import { pairTitle } from "@/lib/client/pair_titles.ts";
import { loadPreferences, preferences, zoneOf } from "@/lib/client/preferences.ts";
import type { LogFilter } from "@/lib/text/log_rows.ts";

interface LogFilterFormProps {
  filter: LogFilter;
  pairs: readonly string[];
}

/** Chooses which part of the log is shown, and takes it away as a file; a plain form, so that it needs no script. */
export function LogFilterForm({ filter, pairs }: LogFilterFormProps) {
  const zone = useSignal(filter.zone);
  useEffect(() => {
    loadPreferences();
    const timeZone = zoneOf(preferences.value);
    zone.value = new Intl.DateTimeFormat("en", { timeZone }).resolvedOptions().timeZone;
  }, []);
  const isFiltered = filter.pair !== null || filter.day !== null;
  return (
    <form class="log-filter" action="/log" method="get" aria-label={logWords.which}>
      <PairChoice pairs={pairs} chosen={filter.pair} />
      <div class="log-filter-field">
        <label for="log-day">
          {logWords.day} <span class="log-filter-zone">({zone.value})</span>
        </label>
        <input class="input" id="log-day" type="date" name="day" defaultValue={filter.day ?? ""} />
      </div>
      <input type="hidden" name="zone" value={zone.value} />
      <button class="button" type="submit">{logWords.show}</button>
      {isFiltered && <a class="button" href="/log" aria-current="false">{logWords.showAll}</a>}
      <LogExports filter={filter} />
    </form>
  );
}

function PairChoice({ pairs, chosen }: { pairs: readonly string[]; chosen: string | null }) {
  // One that is not watched any more stays in the log.
  const options = chosen === null || pairs.includes(chosen) ? pairs : [chosen, ...pairs];
  return (
    <div class="log-filter-field">
      <label for="log-pair">{logWords.pair}</label>
      <select class="input" id="log-pair" name="pair">
        <option value="">{logWords.allPairs}</option>
        {options.map((symbol) => (
          <option key={symbol} value={symbol} selected={symbol === chosen}>
            {pairTitle(symbol)}
          </option>
        ))}
      </select>
    </div>
  );
}
