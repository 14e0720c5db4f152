// Which partition a key belongs to: murmur2 as Kafka's default partitioner computes it, so that every transport agrees.
import { PARTITIONS } from './log-transport.ts';

const SEED = 0x9747b28c;
const M = 0x5bd1e995;

/** Signed 32-bit murmur2 of the bytes. */
export function murmur2(bytes: Uint8Array): number {
  let h = SEED ^ bytes.length;
  const whole = bytes.length & ~3;
  for (let i = 0; i < whole; i += 4) {
    let k = bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
    k = Math.imul(k, M);
    k ^= k >>> 24;
    h = Math.imul(h, M) ^ Math.imul(k, M);
  }
  const rest = bytes.length - whole;
  if (rest === 3) h ^= bytes[whole + 2]! << 16;
  if (rest >= 2) h ^= bytes[whole + 1]! << 8;
  if (rest >= 1) h = Math.imul(h ^ bytes[whole]!, M);
  h = Math.imul(h ^ (h >>> 13), M);
  return h ^ (h >>> 15);
}

const encoder = new TextEncoder();

export const partitionOf = (key: string, partitions = PARTITIONS): number => (murmur2(encoder.encode(key)) & 0x7fffffff) % partitions;
