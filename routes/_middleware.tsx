import { HttpError } from "fresh";
import { loadLanguage } from "@/components/languages.ts";
import { setBasePath } from "@/lib/client/base_path.ts";
import { isApi, requestIdOf } from "@/lib/server/guards.ts";
import { define, MethodNotAllowed } from "@/lib/server/define.ts";
import { languageOf } from "@/lib/protocol/cookie.ts";
import { RefusedPage } from "./(_components)/RefusedPage.tsx";
import { ErrorPage } from "./(_components)/ErrorPage.tsx";

/**
 * Shows a page for what may not be shown and for what pages throw, and logs what is the program's fault. A middleware does it, since
 * Fresh renders its own error pages outside of all middlewares: without a policy, and without a log.
 */
export default define.middleware(async (ctx) => {
  setBasePath(ctx.config.basePath);
  ctx.state.language = languageOf(ctx.req.headers);
  await loadLanguage(ctx.state.language);
  const { refused } = ctx.state;
  if (refused !== undefined) {
    return await ctx.render(<RefusedPage why={refused} login={ctx.state.unknownLogin} />, {
      status: 403,
    });
  }
  try {
    return await ctx.next();
  } catch (error) {
    if (isApi(ctx.url.pathname)) throw error;
    const status = error instanceof HttpError ? error.status : 500;
    if (status >= 500) ctx.state.services.onError(error, ctx.req);
    const headers = error instanceof MethodNotAllowed ? { allow: error.allow } : {};
    const request = requestIdOf(ctx.req);
    return await ctx.render(<ErrorPage status={status} request={request} />, { status, headers });
  }
});
