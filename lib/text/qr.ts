import encodeQR from "qr";

/** The QR code of an address as the path of an SVG, and how many cells wide it is with its margin. */
export function qrPath(address: string): { readonly path: string; readonly size: number } {
  const rows = encodeQR(address, "raw", { border: 3 });
  const cells = rows.flatMap((row, y) =>
    row.flatMap((isDark, x) => isDark ? [`M${x} ${y}h1v1h-1z`] : [])
  );
  return { path: cells.join(""), size: rows.length };
}
