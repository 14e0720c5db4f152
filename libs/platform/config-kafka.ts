// The settings of the brokers: each by itself, and what they must be together.
import * as z from 'zod';
import { file, wholeNumber } from './config-shapes.ts';

export const kafkaSettings = {
  KAFKA_BROKERS: z
    .string()
    .refine((text) => text.split(',').every((part) => /^\s*[^\s:,]+:\d{1,5}\s*$/.test(part)), 'must be like broker-1:9092,broker-2:9092')
    .optional(),
  /** Names of topics and groups begin with it: several installations can share brokers. */
  KAFKA_PREFIX: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,40}$/, 'must be small letters, digits and hyphens')
    .default('sluss'),
  KAFKA_PARTITIONS: wholeNumber(8, 1, 200),
  KAFKA_REPLICATION: wholeNumber(3, 1, 9),
  KAFKA_TLS: z.enum(['on', 'off'], { error: 'must be on or off' }).default('off'),
  KAFKA_CA: file.optional(),
  KAFKA_CERT: file.optional(),
  KAFKA_KEY: file.optional(),
  KAFKA_SASL: z.enum(['none', 'plain', 'scram-sha-512'], { error: 'must be none, plain or scram-sha-512' }).default('none'),
  KAFKA_USERNAME: z.string().optional(),
  KAFKA_PASSWORD: z.string().optional(),
} as const;

type KafkaGiven = z.infer<z.ZodObject<typeof kafkaSettings>> & { readonly BUS: 'postgres' | 'kafka' };

export interface KafkaConfig {
  readonly brokers: readonly string[];
  readonly prefix: string;
  readonly partitions: number;
  readonly replication: number;
  readonly tls: { readonly ca: string | null; readonly cert: string | null; readonly key: string | null } | null;
  readonly sasl: { readonly mechanism: 'plain' | 'scram-sha-512'; readonly username: string; readonly password: string } | null;
}

/** What the settings of the brokers must be together. */
export function kafkaFaults(value: KafkaGiven): { name: string; fault: string }[] {
  const faults: { name: string; fault: string }[] = [];
  const need = (name: keyof KafkaGiven, fault: string) => {
    if (value[name] === undefined) faults.push({ name, fault });
  };
  if (value.BUS !== 'kafka') return faults;
  need('KAFKA_BROKERS', 'is required when BUS is kafka; like broker-1:9092,broker-2:9092');
  if (value.KAFKA_SASL !== 'none') {
    need('KAFKA_USERNAME', `is required when KAFKA_SASL is ${value.KAFKA_SASL}`);
    need('KAFKA_PASSWORD', `is required when KAFKA_SASL is ${value.KAFKA_SASL}`);
  }
  if (value.KAFKA_SASL === 'plain' && value.KAFKA_TLS === 'off')
    faults.push({ name: 'KAFKA_SASL', fault: 'plain sends the password as it is: set KAFKA_TLS to on, or use scram-sha-512' });
  if (value.KAFKA_CERT) need('KAFKA_KEY', 'is required with KAFKA_CERT');
  if (value.KAFKA_KEY) need('KAFKA_CERT', 'is required with KAFKA_KEY');
  if (value.KAFKA_TLS === 'off' && (value.KAFKA_CA ?? value.KAFKA_CERT))
    faults.push({ name: 'KAFKA_TLS', fault: 'is off though certificates are given; set it to on' });
  return faults;
}

export function kafkaOf(value: KafkaGiven): KafkaConfig {
  const { KAFKA_CA: ca = null, KAFKA_CERT: cert = null, KAFKA_KEY: key = null } = value;
  return {
    brokers: value.KAFKA_BROKERS!.split(',').map((broker) => broker.trim()),
    prefix: value.KAFKA_PREFIX,
    partitions: value.KAFKA_PARTITIONS,
    replication: value.KAFKA_REPLICATION,
    tls: value.KAFKA_TLS === 'on' ? { ca, cert, key } : null,
    sasl:
      value.KAFKA_SASL === 'none'
        ? null
        : { mechanism: value.KAFKA_SASL, username: value.KAFKA_USERNAME!, password: value.KAFKA_PASSWORD! },
  };
}
