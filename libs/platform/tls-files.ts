// Certificates from files: checked together, so that a pair that does not fit stops the start, and read again when they are renewed. Knows nothing
// of who may say what: that is the mapping files' word.
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { createSecureContext } from 'node:tls';

export interface TlsPaths {
  /** Ours, with what links it to its issuer after it. */
  readonly cert: string;
  readonly key: string;
  /** Those who issue the others' certificates. */
  readonly ca: string;
}

/** The files' content, PEM. Plain data: it may be sent to another thread. */
export interface TlsMaterial extends TlsPaths {
  readonly expiresAt: Date;
}

type Part = keyof TlsPaths;
type Tell = (part: Part, fault: string) => void;
export interface TlsFault {
  readonly name: string;
  readonly fault: string;
}

/** How often the files are looked at. */
const LOOK_EVERY_MS = 2_000;

/** `prefix` is that of the settings, for the faults' names: `MLLP_TLS` has `MLLP_TLS_CERT` and so on. Never tells a path. */
export function readTls(prefix: string, paths: TlsPaths, now: Date): TlsMaterial | { readonly faults: readonly TlsFault[] } {
  const faults: TlsFault[] = [];
  const tell: Tell = (part, fault) => faults.push({ name: `${prefix}_${part.toUpperCase()}`, fault });
  const text = { cert: contentOf(paths, 'cert', tell), key: contentOf(paths, 'key', tell), ca: contentOf(paths, 'ca', tell) };
  if (faults.length > 0) return { faults };
  const own = certificatesIn(text.cert, 'cert', tell)[0];
  const issuers = certificatesIn(text.ca, 'ca', tell);
  const key = keyIn(text.key, tell);
  if (own && key && !own.checkPrivateKey(key)) tell('key', `does not belong to the certificate of ${prefix}_CERT`);
  if (own) checkTime(own, now, (fault) => tell('cert', fault));
  if (issuers.length > 0 && issuers.every((issuer) => new Date(issuer.validTo) <= now))
    tell('ca', 'has only certificates that have expired; give those of the issuers in use');
  if (faults.length === 0) checkUse(text, tell);
  return faults.length > 0 ? { faults } : { ...text, expiresAt: new Date(own!.validTo) };
}

/** Tells when any of the files has become another; the returned function ends the watch. Asks the file system now and then: links are followed. */
export function watchTls(paths: TlsPaths, changed: () => void): () => void {
  const files = Object.values(paths) as string[];
  for (const file of files) watchFile(file, { interval: LOOK_EVERY_MS, persistent: false }, changed);
  return () => files.forEach((file) => unwatchFile(file, changed));
}

function contentOf(paths: TlsPaths, part: Part, tell: Tell): string {
  try {
    return readFileSync(paths[part], 'utf8');
  } catch (error) {
    tell(part, `cannot be read (${(error as NodeJS.ErrnoException).code}); give the path of a PEM file that Sluss may read`);
    return '';
  }
}

function certificatesIn(text: string, part: Part, tell: Tell): X509Certificate[] {
  try {
    const found = text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
    if (found.length > 0) return found.map((pem) => new X509Certificate(pem));
  } catch {
    // Told below.
  }
  tell(part, 'holds no certificate in PEM');
  return [];
}

function keyIn(text: string, tell: Tell) {
  try {
    return createPrivateKey(text);
  } catch {
    tell('key', 'holds no private key in PEM, or one with a password; give it without');
    return null;
  }
}

function checkTime(own: X509Certificate, now: Date, tell: (fault: string) => void) {
  const day = (text: string) => new Date(text).toISOString().slice(0, 10);
  if (new Date(own.validTo) <= now) tell(`expired on ${day(own.validTo)}; renew it`);
  if (new Date(own.validFrom) > now) tell(`is not valid before ${day(own.validFrom)}; wait, or set the machine's clock right`);
}

/** What only the TLS library knows to refuse, such as a key that is too short. */
function checkUse(text: TlsPaths, tell: Tell) {
  try {
    createSecureContext(text);
  } catch (error) {
    tell('cert', `cannot be used (${(error as NodeJS.ErrnoException).code ?? 'unknown fault'})`);
  }
}
