import { useEffect, useState } from "preact/hooks";

const NOT_LOADED = "The form could not be loaded; reload the page once the server is back";

/** A module that is loaded when it is first wanted; null until then. `fail` hears why it could not be. */
export function useLater<Module>(
  isWanted: boolean,
  load: () => Promise<Module>,
  fail: (message: string) => void,
): Module | null {
  const [module, setModule] = useState<Module | null>(null);
  useEffect(() => {
    if (isWanted && module === null) load().then(setModule, () => fail(NOT_LOADED));
  }, [isWanted]);
  return module;
}
