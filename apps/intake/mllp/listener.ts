// The TCP side of MLLP: accepts connections within limits and closes them all in good order. Plain TCP for loopback or a closed network; with
// certificates, TLS 1.2 or later where both ends show who they are.
import { constants } from 'node:crypto';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type Server as TlsServer, type TLSSocket } from 'node:tls';
import { Connection, usualLimits, type Limits, type Taker } from './connection.ts';
import type { Peer, PeerCertificate, Unwelcome } from './peer.ts';
import { systemTimers, type Timers } from './timers.ts';

/** PEM: ours, our key, and those who issue the senders' certificates. */
export interface Certificates {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
}

export interface ListenerOptions {
  readonly host: string;
  readonly port: number;
  /** Made anew for each connection. */
  readonly taker: (peer: Peer) => Taker;
  /** None: plain TCP. */
  readonly tls?: Certificates | null;
  /** A TLS connection must have shown who it is within this. */
  readonly handshakeMs?: number;
  readonly limits?: Partial<Limits>;
  readonly maxConnections?: number;
  /** From one address: a sender that leaks connections shall not shut out the others. */
  readonly maxPerAddress?: number;
  readonly timers?: Timers;
  /** Turned away at the door: everybody inside is busy. */
  readonly turnedAway?: () => void;
  /** Not let in: it could not show who it is. */
  readonly unwelcome?: (why: Unwelcome, address: string) => void;
}

/** Somebody inside, or at the door with a handshake under way. */
interface Guest {
  readonly address: string;
  readonly quiet: () => boolean;
  readonly leave: () => void;
  readonly connection: Connection | null;
  readonly socket: Socket;
}

const keyOf = (socket: Socket) => `${socket.remoteAddress ?? ''} ${socket.remotePort ?? ''}`;

export class MllpListener {
  private readonly server: Server;
  /** By address and port of the other end, in order of who spoke last: the first has been silent longest. */
  private readonly guests = new Map<string, Guest>();
  private readonly limits: Limits;
  private readonly options: ListenerOptions;

  constructor(options: ListenerOptions) {
    this.options = options;
    this.limits = { ...usualLimits, ...options.limits };
    this.server = options.tls
      ? this.secureServer(options.tls)
      : createServer({ allowHalfOpen: true }, (socket) => {
          if (this.knock(socket)) this.accept(socket, null);
        });
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get open(): number {
    return this.guests.size;
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

  /** Renewed certificates, for connections from now on. */
  renew(tls: Certificates): void {
    (this.server as TlsServer).setSecureContext(secured(tls));
  }

  /** Takes no more, answers what has been taken, then ends; what is left after `graceMs` is cut. */
  async close(graceMs = 5_000): Promise<void> {
    if (!this.server.listening) return;
    const ended = new Promise<void>((resolve) => this.server.close(() => resolve()));
    const cancel = (this.options.timers ?? systemTimers).after(graceMs, () => this.cut());
    await Promise.all([...this.guests.values()].map(({ connection }) => connection?.close()));
    // Answered: what still holds its side open has nothing more to get.
    for (const { socket, connection } of this.guests.values()) void (connection ? socket.destroySoon() : socket.destroy());
    await ended;
    cancel();
  }

  private cut(): void {
    for (const { socket } of this.guests.values()) socket.destroy();
  }

  /** A handshake counts as a guest from its first byte, so that those who never finish one are under the same limits. */
  private secureServer(tls: Certificates): TlsServer {
    const server = createTlsServer({
      allowHalfOpen: true,
      // Looked at by ourselves, to be able to say why.
      requestCert: true,
      rejectUnauthorized: false,
      handshakeTimeout: this.options.handshakeMs ?? 10_000,
      ...secured(tls),
    });
    server.on('connection', (raw: Socket) => this.knock(raw));
    server.on('secureConnection', (socket) => this.welcome(socket));
    server.on('tlsClientError', (_, socket) => {
      this.options.unwelcome?.('handshake', socket.remoteAddress ?? '');
      // One that ran out of time is still open.
      socket.destroy();
    });
    return server;
  }

  private knock(socket: Socket): boolean {
    const address = socket.remoteAddress ?? '';
    socket.on('error', () => {});
    if (!this.makeRoom(address)) {
      this.options.turnedAway?.();
      socket.destroy();
      return false;
    }
    this.enter(socket, { address, quiet: () => true, leave: () => socket.destroy(), connection: null, socket });
    return true;
  }

  private welcome(socket: TLSSocket): void {
    socket.on('error', () => {});
    const who = certificateOf(socket);
    if (typeof who !== 'string') return this.accept(socket, who);
    this.options.unwelcome?.(who, socket.remoteAddress ?? '');
    socket.destroy();
  }

  private accept(socket: Socket, certificate: PeerCertificate | null): void {
    const address = socket.remoteAddress ?? '';
    const taker = this.options.taker({ address, certificate });
    const connection = new Connection(socket, taker, this.limits, this.options.timers ?? systemTimers);
    const key = keyOf(socket);
    this.enter(socket, { address, quiet: () => connection.quiet, leave: () => connection.drop('crowded'), connection, socket });
    socket.on('data', () => {
      const guest = this.guests.get(key);
      if (guest?.socket === socket && this.guests.delete(key)) this.guests.set(key, guest);
    });
  }

  private enter(socket: Socket, guest: Guest): void {
    const key = keyOf(socket);
    this.guests.delete(key);
    this.guests.set(key, guest);
    socket.once('close', () => {
      if (this.guests.get(key) === guest) this.guests.delete(key);
    });
  }

  /** At a limit the guest that has been silent longest gives way, never one with something under way. */
  private makeRoom(address: string): boolean {
    const here = [...this.guests.values()].filter((guest) => guest.address === address);
    const crowd =
      here.length >= (this.options.maxPerAddress ?? 128)
        ? here
        : this.guests.size >= (this.options.maxConnections ?? 256)
          ? [...this.guests.values()]
          : null;
    if (crowd === null) return true;
    const silent = crowd.find((guest) => guest.quiet());
    silent?.leave();
    for (const [key, guest] of this.guests) if (guest === silent) this.guests.delete(key);
    return silent !== undefined;
  }
}

/** Nobody comes back on an old session: each connection shows its certificate, and it is looked at anew. */
const secured = (tls: Certificates) => ({ ...tls, minVersion: 'TLSv1.2' as const, secureOptions: constants.SSL_OP_NO_TICKET });

function certificateOf(socket: TLSSocket): PeerCertificate | Unwelcome {
  const certificate = socket.getPeerX509Certificate();
  if (!certificate) return 'no-certificate';
  if (socket.authorized) return { fingerprint: certificate.fingerprint256, subject: certificate.subject ?? '' };
  const code = String(socket.authorizationError);
  return ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'].includes(code) ? 'certificate-expired' : 'certificate-not-trusted';
}
