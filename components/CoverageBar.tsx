import { ageText } from "@/lib/live/time_text.ts";
import type { Grain, Span, Watched } from "@/lib/market/coverage.ts";

/** `from` and `to` are what the bar's ends stand for. */
interface CoverageBarProps extends Span {
  intervals: readonly Watched[];
}

interface Stretch extends Span {
  readonly grain: Grain;
}

const WIDTH = 1000;
/** Most closely watched first; the closer, the higher and the fuller its piece of the bar. */
const GRAINS: readonly (readonly [Grain, words: string, height: number])[] = [
  ["tick", "every tick", 10],
  ["second", "second bars", 8],
  ["minute", "minute bars", 6],
  ["hour", "hour bars", 5],
  ["day", "day bars", 4],
  ["point", "single prices", 3],
  ["nothing", "not watched", 10],
];
const HEIGHT = 10;

/** How closely each stretch of a time was watched: by height and pattern, in words below. */
export function CoverageBar({ intervals, from, to }: CoverageBarProps) {
  const stretches = within(intervals, from, to);
  const shown = GRAINS.filter(([grain]) => stretches.some((each) => each.grain === grain));
  const x = (at: number) => (at - from) / (to - from) * WIDTH;
  return (
    <div class="coverage">
      <svg
        class="coverage-bar"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {stretches.map(({ from, to, grain }) => {
          const height = GRAINS.find(([each]) => each === grain)?.[2] ?? HEIGHT;
          return (
            <rect
              key={from}
              class={`coverage-${grain}`}
              x={x(from).toFixed(1)}
              width={Math.max(1, x(to) - x(from)).toFixed(1)}
              y={HEIGHT - height}
              height={height}
            />
          );
        })}
      </svg>
      <p class="coverage-words">
        <span>
          {shown.length === 0 ? "How closely this time was watched is not known" : "Watched by:"}
        </span>
        {shown.map(([grain, words, height]) => (
          <span key={grain} class="coverage-word">
            <svg class="coverage-key" viewBox={`0 0 ${HEIGHT} ${HEIGHT}`} aria-hidden="true">
              <rect
                class={`coverage-${grain}`}
                y={HEIGHT - height}
                width={HEIGHT}
                height={height}
              />
            </svg>
            {words} {lengthOf(stretches, grain)}
          </span>
        ))}
      </p>
    </div>
  );
}

function within(intervals: readonly Watched[], from: number, to: number): Stretch[] {
  return intervals
    .map(({ grain, ...span }) => ({
      grain,
      from: Math.max(from, Date.parse(span.from)),
      to: Math.min(to, Date.parse(span.to)),
    }))
    .filter((stretch) => stretch.from < stretch.to);
}

function lengthOf(stretches: readonly Stretch[], grain: Grain): string {
  const ms = stretches.filter((each) => each.grain === grain)
    .reduce((sum, { from, to }) => sum + to - from, 0);
  return ageText(ms);
}
