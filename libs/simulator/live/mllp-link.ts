// One hospital's line to Sluss: frames go out one at a time, each waits for its acknowledgement, and a broken line is opened anew.
// Whoever sends keeps the message until `send` has answered: a line that breaks in between leads to the same bytes once more.
import { connect, type Socket } from 'node:net';
import { mllpFrame } from '../adt.ts';

const patienceMs = 10_000;

export class MllpLink {
  private socket: Socket | null = null;
  private inTurn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly host: string,
    private readonly port: number,
  ) {}

  /** The acknowledgement code of MSA-1. */
  send(message: Uint8Array): Promise<string> {
    const sent = this.inTurn.then(() => this.exchange(message));
    this.inTurn = sent.catch(() => undefined);
    return sent;
  }

  close(): void {
    this.socket?.destroy();
    this.socket = null;
  }

  private async exchange(message: Uint8Array): Promise<string> {
    const socket = await this.open();
    return new Promise<string>((resolve, reject) => {
      const chunks: Buffer[] = [];
      const done = (finish: () => void) => {
        clearTimeout(timer);
        socket.off('data', heard).off('close', broken).off('error', broken);
        finish();
      };
      const broken = () =>
        done(() => {
          this.close();
          reject(new Error('the line broke before the message was acknowledged'));
        });
      const heard = (chunk: Buffer) => {
        chunks.push(chunk);
        const text = Buffer.concat(chunks).toString('latin1');
        if (text.includes('\x1c\r')) done(() => resolve(/\rMSA\|(\w\w)/.exec(text)?.[1] ?? ''));
      };
      const timer = setTimeout(broken, patienceMs);
      socket.on('data', heard).on('close', broken).on('error', broken);
      socket.write(mllpFrame(message));
    });
  }

  private open(): Promise<Socket> {
    if (this.socket && !this.socket.destroyed) return Promise.resolve(this.socket);
    return new Promise((resolve, reject) => {
      const socket = connect(this.port, this.host);
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        // Between messages nobody listens: an error there only means that the next send opens a new line.
        socket.on('error', () => socket.destroy());
        this.socket = socket;
        resolve(socket);
      });
    });
  }
}
