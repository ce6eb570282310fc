import type { Headers } from './cloud-call';

/**
 * The headers and the trailers of an answer of gRPC, whose status may stand in front where there is no message: behind
 * it stands always, and means the same to a client.
 */
export function statusBehind(headers: Headers, trailers: Headers): readonly [headers: Headers, trailers: Headers] {
  const all = Object.entries(headers);
  return [
    Object.fromEntries(all.filter((each) => !isStatus(each))),
    { ...Object.fromEntries(all.filter(isStatus)), ...trailers },
  ];
}

function isStatus([name]: readonly [string, unknown]): boolean {
  return /^grpc-(?:status|message|status-details-bin)$/.test(name);
}
