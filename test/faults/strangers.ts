// Somebody else who writes into our topics (kcat, a Debian package).
import { execFileSync } from 'node:child_process';

/** A record that looks like ours and is signed by nobody. */
export function unsigned(brokers: string, topic: string, key: string): void {
  const headers = ['-H', 'ce_specversion=1.0', '-H', 'ce_id=4d0f4a52-6c57-4c39-9d3a-0d6a0c6f9d11', '-H', `ce_subject=${key}`];
  execFileSync('kcat', ['-P', '-b', brokers, '-t', topic, '-p', '0', '-k', key, ...headers], { input: '{"type":"PatientAdmitted"}' });
}
