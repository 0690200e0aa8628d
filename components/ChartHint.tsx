/** What a hand can do on the chart, in words for the pointer there is. */
export function ChartHint() {
  return (
    <p class="chart-hint">
      <span class="chart-hint-mouse">
        Click the chart to set an alarm at a price, drag a line to move it.
      </span>
      <span class="chart-hint-finger">
        Press and hold the chart to set an alarm at a price, drag a handle to move its line.
      </span>
    </p>
  );
}
