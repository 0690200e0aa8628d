import { type ComponentChildren, h } from "preact";
import type { Context } from "../server/context.ts";
import { internalsOf } from "../server/internals.ts";
import type { LayoutConfig, PageProps, RouteComponent } from "../server/route.ts";
import { keepNonce, makeNonce } from "./nonce.ts";
import { renderDocument } from "./render_document.ts";

/** What a page is rendered with. */
export interface PageInit {
  data: unknown;
  init: ResponseInit;
  config: LayoutConfig;
}

const AsyncFunction = (async () => {}).constructor;

/** Renders a page inside its layouts and the app wrapper. */
export async function renderPage<State>(
  ctx: Context<State>,
  page: RouteComponent<State>,
  { data, init, config }: PageInit,
): Promise<Response> {
  let inner: ComponentChildren = null;
  for (const component of [page, ...surroundings(ctx, config)]) {
    const content: ComponentChildren = inner;
    const result: ComponentChildren | Response = await instantiate(
      component,
      propsOf(ctx, data, content),
    );
    if (result instanceof Response) return result;
    inner = result;
  }
  const headers = new Headers(init.headers);
  headers.set("content-type", "text/html; charset=utf-8");
  const nonce = makeNonce();
  return keepNonce(new Response(renderDocument(ctx, inner, nonce), { ...init, headers }), nonce);
}

// Innermost first.
function surroundings<State>(
  ctx: Context<State>,
  config: LayoutConfig,
): RouteComponent<State>[] {
  const { layouts, wrapper } = internalsOf<State>(ctx);
  const kept: RouteComponent<State>[] = [];
  let current = config;
  let skipWrapper = config.skipAppWrapper ?? false;
  for (const layout of layouts.toReversed()) {
    if (current.skipInheritedLayouts) break;
    kept.push(layout.component);
    current = layout.config;
    skipWrapper ||= current.skipAppWrapper ?? false;
  }
  return wrapper === undefined || skipWrapper ? kept : [...kept, wrapper];
}

// Preact renders in one go, so what is async has to be awaited before; the rest may use hooks.
function instantiate<State>(
  component: RouteComponent<State>,
  props: PageProps<never, State>,
): ComponentChildren | Response | Promise<ComponentChildren | Response> {
  if (component instanceof AsyncFunction) return component(props);
  return h(component as (props: PageProps<never, State>) => ComponentChildren, props);
}

function propsOf<State>(
  ctx: Context<State>,
  data: unknown,
  content: ComponentChildren,
): PageProps<never, State> {
  const { config, url, req, params, info, state, isPartial, error, route } = ctx;
  const Component = () => content as never;
  const shared = { config, url, req, params, info, state, isPartial, error, route };
  return { ...shared, data: data as never, Component };
}
