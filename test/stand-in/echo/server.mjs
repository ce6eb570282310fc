// A plugin of the stand-in platform: says what it hears, and is up a moment before it can.
import http from 'node:http';

const port = Number(process.argv[process.argv.indexOf('--port') + 1]);
let warmingUp = 2;
const server = http.createServer((request, response) => {
  if (request.url === '/health') {
    response.writeHead(warmingUp-- > 0 ? 503 : 200).end();
    return;
  }
  let text = '';
  request.on('data', (chunk) => (text += chunk));
  request.on('end', () => {
    const { word } = JSON.parse(text);
    console.log(`heard ${word}`);
    response.writeHead(word === undefined ? 422 : 200);
    response.end(word === undefined ? 'There is no word.' : JSON.stringify({ word }));
  });
});
server.listen(port, process.env.ECHO_HOST);
