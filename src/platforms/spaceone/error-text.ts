const WITH_ID = /^(ERROR_[A-Z0-9_]+)(?::\s*|$)/;

/** SpaceONE's errors come as `ERROR_ID: message` (spaceone-core 2.0.144, core/pygrpc/api.py); without an id all is message. */
export function readErrorText(details: string): { readonly errorId: string | undefined; readonly message: string } {
  const found = WITH_ID.exec(details);
  return { errorId: found?.[1], message: found ? details.slice(found[0].length) : details };
}
