/** What most visits do not need, in one file: it is loaded when the first of it is wanted. */
export const loadOnDemand = () => import("./on_demand.ts");
