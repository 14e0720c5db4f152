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
  /** Turned away at the door: everybody inside is busy. */
  readonly turnedAway?: () => void;
}

export class MllpListener {
  private readonly server: Server;
  private readonly connections = new Map<Socket, { readonly connection: Connection; readonly address: string }>();
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
    await Promise.all([...this.connections.values()].map(({ connection }) => connection.close()));
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
    socket.on('error', () => {});
    if (!this.makeRoom(address)) {
      this.options.turnedAway?.();
      socket.destroy();
      return;
    }
    const connection = new Connection(socket, this.options.taker(address), this.limits, this.options.timers ?? systemTimers);
    this.connections.set(socket, { connection, address });
    // Kept in order of who spoke last: the first entry has been silent longest.
    socket.on('data', () => {
      const entry = this.connections.get(socket);
      if (entry && this.connections.delete(socket)) this.connections.set(socket, entry);
    });
    socket.once('close', () => this.connections.delete(socket));
  }

  /** At a limit the connection that has been silent longest gives way, never one with something under way. */
  private makeRoom(address: string): boolean {
    const here = [...this.connections.values()].filter((entry) => entry.address === address);
    const crowd =
      here.length >= (this.options.maxPerAddress ?? 128)
        ? here
        : this.connections.size >= (this.options.maxConnections ?? 256)
          ? [...this.connections.values()]
          : null;
    if (crowd === null) return true;
    const silent = crowd.find((entry) => entry.connection.quiet);
    silent?.connection.drop('crowded');
    for (const [socket, entry] of this.connections) if (entry === silent) this.connections.delete(socket);
    return silent !== undefined;
  }
}
