// A connection of the pool. Under load most of what a transaction costs, here and on the server, is waking up for each message: so statements asked for in
// one go are sent in one go (the driver's pipeline mode), and a transaction begins with its first statement instead of with a round trip of its own.
import { Client, type ClientConfig, type QueryResult } from 'pg';

const begin = 'START TRANSACTION';
const isolation = /^SET TRANSACTION (ISOLATION LEVEL [A-Z ]+)$/;
const nothing: QueryResult = { rows: [], fields: [], command: '', rowCount: null, oid: 0 };

type Query = (...args: unknown[]) => unknown;

export class PooledClient extends Client {
  /** A transaction that has been asked for and not been sent. */
  private opening: string | null = null;

  constructor(config?: ClientConfig) {
    super(config);
    // A connection that is lost between two statements says so with an event; without a listener that event ends the process. The next statement fails
    // and is tried again by whoever asked, which is all that is needed.
    this.on('error', () => {});
    const send = super.query.bind(this) as Query;
    this.query = ((...args: unknown[]) => this.inOneGo(send, args)) as typeof this.query;
  }

  private inOneGo(send: Query, args: unknown[]): unknown {
    const [asked] = args;
    if (args.length === 1 || args[1] === undefined) {
      if (asked === begin) return this.later(begin);
      if (this.opening !== null && typeof asked === 'string') {
        const level = isolation.exec(asked)?.[1];
        if (level) return this.later(`${begin} ${level}`);
        // Nothing was asked for in between.
        if (asked === 'COMMIT' || asked === 'ROLLBACK') return this.later(null);
      }
    }
    const { stream } = this.connection;
    stream.cork();
    process.nextTick(() => stream.uncork());
    if (this.opening !== null) {
      // It can only fail with the connection; whatever came after it must then not count.
      (send(this.opening) as Promise<unknown>).catch(() => stream.destroy());
      this.opening = null;
    }
    return send(...args);
  }

  private later(opening: string | null): Promise<QueryResult> {
    this.opening = opening;
    return Promise.resolve(nothing);
  }
}
