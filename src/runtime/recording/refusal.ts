import type { Exchange } from './cloud-call';

/** gRPC's status codes for what is answered in place of a cloud. */
const GRPC_STATUS: Readonly<Record<number, string>> = { 501: '12', 502: '14' };

/** Answers in place of the cloud that there is no answer of it, in the way in which the client will say so. */
export function refuse({ response, headers, isHttp2, body }: Exchange, status: 501 | 502, why: string): void {
  body.resume();
  const type = headers['content-type'];
  if (isHttp2 && typeof type === 'string' && type.startsWith('application/grpc')) {
    response.writeHead(200, { 'content-type': 'application/grpc' });
    const message = encodeURIComponent(why).replaceAll('%20', ' ');
    response.addTrailers({ 'grpc-status': GRPC_STATUS[status] ?? '2', 'grpc-message': message });
    response.end();
    return;
  }
  const text = `${JSON.stringify({ error: { code: status, message: why } })}\n`;
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
