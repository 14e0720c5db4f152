// The TCP side of MLLP: accepts connections within limits and closes them all in good order. Plain TCP, for loopback or a closed network.
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Connection, usualLimits, type Limits, type Taker } from './connection.ts';
import { systemTimers, type Timers } from './timers.ts';

export interface ListenerOptions {
  readonly host: string;
  readonly port: number;
  /** Made anew for each connection. */
  readonly taker: (peer: string) => Taker;
  readonly limits?: Partial<Limits>;
  readonly maxConnections?: number;
  /** From one address: a sender that leaks connections shall not shut out the others. */
  readonly maxPerAddress?: number;
  readonly timers?: Timers;
  /** Turned away at the door, with the reason. */
  readonly turnedAway?: (why: 'full' | 'full-for-address') => void;
}

export class MllpListener {
  private readonly server: Server;
  private readonly connections = new Map<Socket, Connection>();
  private readonly perAddress = new Map<string, number>();
  private readonly limits: Limits;
  private readonly options: ListenerOptions;

  constructor(options: ListenerOptions) {
    this.options = options;
    this.limits = { ...usualLimits, ...options.limits };
    this.server = createServer({ allowHalfOpen: true }, (socket) => this.accept(socket));
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get open(): number {
    return this.connections.size;
  }

  listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(this.options.port, this.options.host, () => {
        this.server.off('error', reject);
        resolve();
      });
    });
  }

  /** Takes no more, answers what has been taken, then ends; what is left after `graceMs` is cut. */
  async close(graceMs = 5_000): Promise<void> {
    if (!this.server.listening) return;
    const ended = new Promise<void>((resolve) => this.server.close(() => resolve()));
    const cancel = (this.options.timers ?? systemTimers).after(graceMs, () => this.cut());
    await Promise.all([...this.connections.values()].map((connection) => connection.close()));
    // Answered: what still holds its side open has nothing more to get.
    for (const socket of this.connections.keys()) socket.destroySoon();
    await ended;
    cancel();
  }

  private cut(): void {
    for (const socket of this.connections.keys()) socket.destroy();
  }

  private accept(socket: Socket): void {
    const address = socket.remoteAddress ?? '';
    const fromHere = this.perAddress.get(address) ?? 0;
    const full =
      this.connections.size >= (this.options.maxConnections ?? 256)
        ? 'full'
        : fromHere >= (this.options.maxPerAddress ?? 128)
          ? 'full-for-address'
          : null;
    if (full !== null) {
      this.options.turnedAway?.(full);
      socket.on('error', () => {});
      socket.destroy();
      return;
    }
    this.perAddress.set(address, fromHere + 1);
    this.connections.set(socket, new Connection(socket, this.options.taker(address), this.limits, this.options.timers ?? systemTimers));
    socket.once('close', () => {
      this.connections.delete(socket);
      const left = (this.perAddress.get(address) ?? 1) - 1;
      if (left > 0) this.perAddress.set(address, left);
      else this.perAddress.delete(address);
    });
  }
}
