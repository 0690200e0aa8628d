/** A picture to scan, as the path of an SVG and the length of its sides: one unit a square. */
export async function qrPath(
  text: string,
): Promise<{ readonly path: string; readonly size: number }> {
  // Hardly anybody asks for one: it is loaded when somebody does.
  const { encode } = await import("uqr");
  const { data, size } = encode(text, { border: 2 });
  const squares = data.flatMap((row, y) =>
    row.flatMap((isDark, x) => isDark ? [`M${x} ${y}h1v1h-1z`] : [])
  );
  return { path: squares.join(""), size };
}
