// Who is at the other end of the line, and whether it may speak for a source. On a TLS line every source is bound to the certificates that its
// mapping file names; a source with certificates is not believed on a plain line.
import type { Source } from '../mappings/mapping-table.ts';

export interface PeerCertificate {
  /** SHA-256 in hex with colons, as `openssl x509 -fingerprint -sha256` writes it. */
  readonly fingerprint: string;
  /** `CN=adt.hsh`, one part a line. */
  readonly subject: string;
}

export interface Peer {
  readonly address: string;
  /** Verified against those who may issue it. Null on a plain line. */
  readonly certificate: PeerCertificate | null;
}

/** Why the connection was not let in: said to the operator, never to the other end. */
export type Unwelcome = 'handshake' | 'no-certificate' | 'certificate-expired' | 'certificate-not-trusted';

export type CertificateFault = 'certificate-required' | 'certificate-not-mapped' | 'certificate-mismatch';

/** Null when `certificate` may speak for `source`. */
export function certificateFault(source: Source, certificate: PeerCertificate | null): CertificateFault | null {
  if (certificate === null) return source.certificates.length > 0 ? 'certificate-required' : null;
  if (source.certificates.length === 0) return 'certificate-not-mapped';
  return source.certificates.some((pin) => fits(pin, certificate)) ? null : 'certificate-mismatch';
}

export const isFingerprint = (pin: string) => /^([0-9a-f]{2}:){31}[0-9a-f]{2}$/i.test(pin);

/** A fingerprint, or parts of the subject that all stand in the certificate's. */
function fits(pin: string, certificate: PeerCertificate): boolean {
  if (isFingerprint(pin)) return pin.toUpperCase() === certificate.fingerprint.toUpperCase();
  const said = new Set(certificate.subject.split('\n'));
  return pin.split(/(?<!\\), */).every((part) => said.has(part));
}
