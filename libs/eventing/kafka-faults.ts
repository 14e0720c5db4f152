// What brokers refuse, sorted into what passes and what lasts, and a fault at the start in words that name the setting. Pure.
import type { KafkaSettings } from './kafka-settings.ts';
import { wait } from './wait.ts';

/** What the broker says no to for good; everything else may pass. */
const REFUSED = /AUTHORIZATION_FAILED|RECORD_LIST_TOO_LARGE|MESSAGE_TOO_LARGE|RECORD_TOO_LARGE|INVALID_RECORD|UNSUPPORTED/;
const causeOf = (error: unknown): Error => ((error as Error).cause instanceof Error ? causeOf((error as Error).cause) : (error as Error));
const typeOf = (error: unknown): string => (causeOf(error) as { type?: string }).type ?? causeOf(error).name ?? '';
export const passingCode = (error: unknown): string => (REFUSED.test(typeOf(error)) ? 'EREFUSED' : 'ECONNRESET');

/** A broker that is about to end answers that something went wrong, or not at all. The client takes both for the last word. */
export const unexplained = (error: unknown): boolean => typeOf(error) === 'UNKNOWN' || causeOf(error).message === 'Broker not connected';

/** What the brokers do not let us do, by name. */
export const lacking = (rights: readonly string[], { sasl }: Pick<KafkaSettings, 'sasl'>): Error =>
  new Error(
    `KAFKA_USERNAME: ${sasl?.username ?? 'whoever connects without a name'} lacks a right on the brokers: ${rights.join(', ')}; see docs/OPERATIONS.md for the rights of each role`,
  );

/** A fault at the start, in words that name the setting. `right`: what it takes to do what was refused, where the refusal does not say. */
export function explained(error: Error, settings: KafkaSettings, right?: string): Error {
  const { brokers, sasl, replication } = settings;
  const text = `${error.name} ${typeOf(error)} ${error.message} ${causeOf(error).message}`;
  if (/^Error KAFKA_|KAFKA_[A-Z]+:/.test(text)) return error;
  if (/SASL|authentication/i.test(text))
    return new Error(
      `KAFKA_USERNAME: the brokers do not accept ${sasl ? 'the name and password' : 'us without a name and password'}; check KAFKA_SASL, KAFKA_USERNAME and KAFKA_PASSWORD`,
    );
  const { topic } = causeOf(error) as { topic?: string };
  if (/AUTHORIZATION/i.test(text))
    return lacking([topic ? `Create on topic ${topic}, which is not there` : (right ?? causeOf(error).message)], settings);
  if (/INVALID_REPLICATION_FACTOR|replication factor/i.test(text))
    return new Error(
      `KAFKA_REPLICATION: ${replication} copies need as many brokers, and the cluster has fewer; add brokers or lower the setting`,
    );
  if (/certificate|SSL|TLS|self.signed|disconnected before secure|wrong version number/i.test(text))
    return new Error(
      `KAFKA_TLS: no secure connection to ${brokers.join(', ')} (${causeOf(error).message}); check KAFKA_TLS, KAFKA_CA, KAFKA_CERT and KAFKA_KEY`,
    );
  return new Error(
    `KAFKA_BROKERS: no broker at ${brokers.join(', ')} answers as it should (${causeOf(error).message}); check addresses, ports and KAFKA_TLS`,
  );
}

/** Several processes that start at once all want the same topics. */
export async function createdByUsOrOthers(creating: Promise<unknown>): Promise<void> {
  try {
    await creating;
  } catch (error) {
    const errors = (error as { errors?: readonly Error[] }).errors ?? [error as Error];
    const other = errors.find((each) => (each as { type?: string }).type !== 'TOPIC_ALREADY_EXISTS');
    if (other) throw other;
  }
}

const SETTLES_WITHIN_MS = 7000;

/** Topics that somebody has just made are not yet known to every broker, and leaders change when a broker goes: both take a moment. */
export async function settlingDown<T>(work: () => Promise<T>): Promise<T> {
  for (const until = performance.now() + SETTLES_WITHIN_MS; ; await wait(150)) {
    try {
      return await work();
    } catch (error) {
      if (
        !/UNKNOWN_TOPIC_OR_PARTITION|LEADER_NOT_AVAILABLE|NOT_LEADER|does not host|not the leader/i.test(
          `${typeOf(error)} ${(error as Error).message}`,
        ) ||
        performance.now() > until
      )
        throw error;
    }
  }
}
