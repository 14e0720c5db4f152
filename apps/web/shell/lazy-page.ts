// A page whose file is fetched when it is first opened. It may not come: no line, or the file was of an old release. The server is asked which, and
// the page says so; the router's own way is to load anew at once, which loses what stands on the screen and without a line ends blank.
import { lazyRouteComponent } from '@tanstack/react-router';
import { call } from '../api/client.ts';

export class PageDidNotCome extends Error {}

export const lazyPage = <T extends Record<string, unknown>, N extends keyof T & string>(load: () => Promise<T>, name: N) =>
  lazyRouteComponent<T, N>(
    () =>
      load().catch(async () => {
        await call('session').catch(() => undefined);
        throw new PageDidNotCome(name);
      }),
    name,
  );
