/** The name of an island module: its file without the extension, as error messages show it. */
export function islandName(file: string): string {
  return file.replace(/\.[^./]+$/, "");
}
