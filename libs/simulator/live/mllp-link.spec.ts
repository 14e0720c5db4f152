import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { MllpLink } from './mllp-link.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const ack = (code: string) => `\x0bMSH|^~\\&|SLUSS\rMSA|${code}|1\r\x1c\r`;

/** A receiver that treats each whole frame as `on` says. */
async function receiver(on: (frame: string, socket: Socket) => void): Promise<{ server: Server; port: number }> {
  const server = createServer((socket) => {
    let text = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      for (let end = text.indexOf('\x1c\r'); end >= 0; end = text.indexOf('\x1c\r')) {
        on(text.slice(1, end), socket);
        text = text.slice(end + 2);
      }
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { server, port: (server.address() as AddressInfo).port };
}

describe('a line to Sluss', () => {
  it('sends one message at a time and gives each its own answer', async () => {
    const heard: string[] = [];
    const { server, port } = await receiver((frame, socket) => {
      heard.push(frame);
      socket.write(ack(frame === 'B' ? 'AE' : 'AA'));
    });
    const link = new MllpLink('127.0.0.1', port);
    const answers = await Promise.all(['A', 'B', 'C'].map((text) => link.send(bytes(text))));
    expect([heard, answers]).toEqual([
      ['A', 'B', 'C'],
      ['AA', 'AE', 'AA'],
    ]);
    link.close();
    server.close();
  });

  it('says so when the line breaks before the answer, and opens a new one for the next message', async () => {
    let broken = false;
    const { server, port } = await receiver((_frame, socket) => {
      if (broken) socket.write(ack('AA'));
      else socket.destroy();
      broken = true;
    });
    const link = new MllpLink('127.0.0.1', port);
    await expect(link.send(bytes('A'))).rejects.toThrow('broke');
    expect(await link.send(bytes('A'))).toBe('AA');
    link.close();
    server.close();
  });

  it('does not hang on a receiver that is not there', async () => {
    const { server, port } = await receiver(() => undefined);
    await new Promise((closed) => server.close(closed));
    await expect(new MllpLink('127.0.0.1', port).send(bytes('A'))).rejects.toThrow();
  });
});
