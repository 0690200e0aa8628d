import { useEffect, useState } from "preact/hooks";
import { kitWords } from "./texts.ts";

/** A module that is loaded when it is first wanted; null until then. `fail` hears why it could not be. */
export function useLater<Module>(
  isWanted: boolean,
  load: () => Promise<Module>,
  fail: (message: string) => void,
): Module | null {
  const [module, setModule] = useState<Module | null>(null);
  useEffect(() => {
    if (isWanted && module === null) load().then(setModule, () => fail(kitWords.notLoaded));
  }, [isWanted]);
  return module;
}
