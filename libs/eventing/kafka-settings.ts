// How the brokers are reached, and what the log is called and kept like there.
import { readFileSync } from 'node:fs';

export interface KafkaSettings {
  readonly brokers: readonly string[];
  /** Who we are to the brokers: in their logs, quotas and metrics. */
  readonly clientId: string;
  /** First part of every topic's and group's name. */
  readonly prefix: string;
  readonly partitions: number;
  readonly replication: number;
  /** Files in PEM; null for plain connections. */
  readonly tls: { readonly ca: string | null; readonly cert: string | null; readonly key: string | null } | null;
  readonly sasl: { readonly mechanism: 'plain' | 'scram-sha-512'; readonly username: string; readonly password: string } | null;
  /** Signs what is published and checks what is read. */
  readonly eventKey: Buffer;
}

/** What the files hold, by the names TLS has for it. */
export function pemsOf({ ca, cert, key }: NonNullable<KafkaSettings['tls']>) {
  const read = (file: string) => readFileSync(file, 'utf8');
  return { ...(ca !== null && { ca: [read(ca)] }), ...(cert !== null && { cert: read(cert) }), ...(key !== null && { key: read(key) }) };
}
