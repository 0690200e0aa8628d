/**
 * Whether who looks at this page may do something, by the names of `lib/accounts/rights.ts`; everything where nobody
 * logs in. For hands and keys: buttons are hidden by stylesheets (`data-needs`), and the server refuses either.
 */
export function mayHere(action: string): boolean {
  const { may } = document.documentElement.dataset;
  return may === undefined || may.split(" ").includes(action);
}
