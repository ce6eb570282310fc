/**
 * A text between quotes that is the path of a generator's one call, whole or as the end that a router has
 * (argo-cd v3.5.7, applicationset/services/plugin/plugin_service.go). Behind a host stands the path of a caller.
 */
const ROUTE = /(["'`])(?:POST )?\^?(?:[\w./\\-]{0,200}\/)?getparams\\?\.execute\/?\$?\1/;

/** The words with which servers serve. */
const SERVES =
  /\bdo_POST\b|\bHTTPServer\b|\bcreateServer\b|\.listen\s*\(|ListenAndServe|\bHandle(?:Func)?\s*\(|\b\w+\.(?:post|route|all|use|POST|Any|Post|add_post|add_route|add_api_route)\s*\(|@\w+\.(?:post|route)\b|\broute!?\s*\(|\bpath\s*\(|@(?:Post|Request)Mapping|\bMapPost\s*\(|#\[post|\bregister_?blueprint\b/i;

/** The offset at which a source serves the call of a generator; undefined where it does not. */
export function servedRouteIn(text: string): number | undefined {
  if (!text.includes('getparams') || !SERVES.test(text)) {
    return undefined;
  }
  return ROUTE.exec(text)?.index;
}
