// What can be read again while running: policy, mappings. By SIGHUP all of it; by an operator's call one at a time.
import { Injectable } from '@nestjs/common';
import { newLogger } from './logging.ts';

type Reload = () => Promise<object> | object;

@Injectable()
export class Reloads {
  private readonly log = newLogger('reload');
  private readonly known = new Map<string, Reload>();

  /** `reload` answers what is in force now, or `{ faults }` when it kept what it had. */
  add(name: string, reload: Reload): void {
    this.known.set(name, reload);
  }

  async all(): Promise<void> {
    for (const [name, reload] of this.known) {
      try {
        const result = await reload();
        if ('faults' in result)
          this.log.error({ name, faults: result.faults }, 'not read again: the files are wrong, the old ones stay in force');
        else this.log.info({ name, ...result }, 'read again');
      } catch (error) {
        this.log.error({ name, err: { message: (error as Error).message } }, 'could not be read again');
      }
    }
  }
}
