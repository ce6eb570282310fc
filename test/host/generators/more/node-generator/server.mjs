import { createServer } from 'node:http';

createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => (body += chunk));
  request.on('end', () => {
    if (request.url !== '/api/v1/getparams.execute') {
      response.writeHead(404).end('{"message": "nothing here"}');
      return;
    }
    const { applicationSetName } = JSON.parse(body || '{}');
    response.end(JSON.stringify({ output: { parameters: [{ name: `${applicationSetName}-one` }] } }));
  });
}).listen(8080);
