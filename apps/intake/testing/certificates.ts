// Certificates for tests: an issuer, and what it issues. Made anew each time, so that none ever runs out.
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';

const kind = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS);
x509.cryptoProvider.set(webcrypto as never);

/** PEM. */
export interface Issued {
  readonly cert: string;
  readonly key: string;
  /** SHA-256, hex with colons. */
  readonly fingerprint: string;
}

type Keys = webcrypto.CryptoKeyPair;
const newKeys = () => webcrypto.subtle.generateKey(kind, true, ['sign', 'verify']) as Promise<Keys>;

async function issued(certificate: x509.X509Certificate, keys: Keys): Promise<Issued> {
  const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  const print = Buffer.from(await certificate.getThumbprint('SHA-256')).toString('hex');
  return {
    cert: certificate.toString('pem'),
    key: `-----BEGIN PRIVATE KEY-----\n${key.match(/.{1,64}/g)!.join('\n')}\n-----END PRIVATE KEY-----\n`,
    fingerprint: print.toUpperCase().match(/../g)!.join(':'),
  };
}

export class Issuer {
  private serial = 1;
  private constructor(
    private readonly certificate: x509.X509Certificate,
    private readonly keys: Keys,
  ) {}

  static async named(name: string): Promise<Issuer> {
    const keys = await newKeys();
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
      name: `CN=${name}`,
      keys: keys as never,
      signingAlgorithm: kind,
      notBefore: inDays(-400),
      notAfter: inDays(400),
      extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
    });
    return new Issuer(certificate, keys);
  }

  get cert(): string {
    return this.certificate.toString('pem');
  }

  /** For the loopback address, as server and as client. `from` and `to` in days from now. */
  async issue(subject: string, { from = -1, to = 30 }: { readonly from?: number; readonly to?: number } = {}): Promise<Issued> {
    const keys = await newKeys();
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: String(this.serial++).padStart(2, '0'),
      subject,
      issuer: this.certificate.subject,
      publicKey: keys.publicKey as never,
      signingKey: this.keys.privateKey as never,
      signingAlgorithm: kind,
      notBefore: inDays(from),
      notAfter: inDays(to),
      extensions: [
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth]),
        new x509.SubjectAlternativeNameExtension([{ type: 'ip', value: '127.0.0.1' }]),
      ],
    });
    return issued(certificate, keys);
  }
}

/** The three settings, with the files they name in `folder`. */
export function tlsSettings(folder: string, own: Pick<Issued, 'cert' | 'key'>, ca: string): Record<string, string> {
  const settings = { MLLP_TLS_CERT: own.cert, MLLP_TLS_KEY: own.key, MLLP_TLS_CA: ca };
  return Object.fromEntries(
    Object.entries(settings).map(([name, text]) => {
      const file = join(folder, `${name.toLowerCase()}.pem`);
      writeFileSync(file, text);
      return [name, file];
    }),
  );
}
