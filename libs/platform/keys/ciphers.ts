import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config.ts';
import { deriveKey, keyedHash, open, seal } from './keys.ts';

/** Raw messages at rest: encrypted with one key, kept for a configured time. */
@Injectable()
export class RawCipher {
  private readonly key: Buffer;
  constructor(@Inject(CONFIG) config: Config) {
    this.key = deriveKey(config.masterKey, 'raw-messages');
  }
  seal(plain: Buffer): Buffer {
    return seal(this.key, plain);
  }
  open(sealed: Buffer): Buffer {
    return open(this.key, sealed);
  }
}

/** Opaque ids for things whose own numbers must not travel, such as visit numbers. Same input, same id. */
@Injectable()
export class OpaqueIds {
  private readonly key: Buffer;
  constructor(@Inject(CONFIG) config: Config) {
    this.key = deriveKey(config.masterKey, 'opaque-ids');
  }
  /** `visit` + "HSH|V123" -> `v-3f0c...` (24 hex characters). */
  of(kind: 'visit' | 'message', text: string): string {
    return `${kind === 'visit' ? 'v' : 'm'}-${keyedHash(this.key, `${kind}|${text}`).slice(0, 24)}`;
  }
}
