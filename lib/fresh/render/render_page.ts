import { type ComponentChildren, h } from "preact";
import {
  internalsOf,
  type LayoutConfig,
  type PageProps,
  type RequestFacts,
  type RouteComponent,
} from "./page.ts";
import { renderDocument } from "./render_document.ts";

const AsyncFunction = (async () => {}).constructor;

/** Renders a page inside its layouts and the app wrapper. */
export async function renderPage<State>(
  ctx: RequestFacts<State>,
  page: RouteComponent<State>,
  { data, init, config }: { data: unknown; init: ResponseInit; config: LayoutConfig },
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
  const document = await renderDocument(ctx, inner, nonce);
  return keepNonce(new Response(document, { ...init, headers }), nonce);
}

// Innermost first.
function surroundings<State>(
  ctx: RequestFacts<State>,
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
  ctx: RequestFacts<State>,
  data: unknown,
  content: ComponentChildren,
): PageProps<never, State> {
  const { config, url, req, params, info, state, isPartial, error, route } = ctx;
  const Component = () => content as never;
  const shared = { config, url, req, params, info, state, isPartial, error, route };
  return { ...shared, data: data as never, Component };
}

// Known by the response that it was rendered for: a middleware that answers with another one loses it.
const nonces = new WeakMap<Response, string>();

function makeNonce(): string {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));
}

function keepNonce(response: Response, nonce: string): Response {
  nonces.set(response, nonce);
  return response;
}

/** The nonce of a rendered document; null for every other response. */
export function nonceOf(response: Response): string | null {
  return nonces.get(response) ?? null;
}
