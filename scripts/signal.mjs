/**
 * Starts the signalling server that y-webrtc ships, on loopback unless told otherwise, and prints its address.
 *
 * `--host` and `--port`, or HOST and PORT in the environment; port 0 takes a free one. The server sees sealed bytes,
 * room names that tell nothing, times and network addresses, and keeps none of it.
 */
import { createRequire } from 'node:module';
import { Server } from 'node:net';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { host: { type: 'string' }, port: { type: 'string' } },
});
const host = values.host ?? process.env['HOST'] ?? '127.0.0.1';
const port = values.port ?? process.env['PORT'] ?? '4444';

// The shipped server listens on every network of the machine; here it listens where it was told to.
const listen = Server.prototype.listen;
Server.prototype.listen = function listenOnHost() {
  this.once('listening', () => {
    const address = this.address();
    const name = host.includes(':') ? `[${host}]` : host;
    process.stdout.write(`Signalling server at ws://${name}:${address.port}\n`);
    // It reads messages without a guard, so that one line of junk from anybody would end it for all.
    process.on('uncaughtException', () => {});
  });
  return listen.call(this, Number(port), host);
};

const entry = createRequire(import.meta.url).resolve('y-webrtc');
const say = console.log;
console.log = () => {};
await import(pathToFileURL(join(dirname(entry), '..', 'bin', 'server.js')).href);
console.log = say;
