// Where a webhook may go: a public address over https. The name is resolved once and the connection goes to the address that was judged, so that
// a name which answers differently the second time (rebinding) gains nothing.
import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';

const refused = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  refused.addSubnet(net, bits, 'ipv4');
/** Of IPv6 only global unicast is let through (2000::/3), less what tunnels to IPv4 or is for documents. */
const global6 = new BlockList();
global6.addSubnet('2000::', 3, 'ipv6');
for (const [net, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  refused.addSubnet(net, bits, 'ipv6');

export const isPublic = (address: string): boolean => {
  const family = isIP(address);
  if (family === 4) return !refused.check(address, 'ipv4');
  return family === 6 && global6.check(address, 'ipv6') && !refused.check(address, 'ipv6');
};

const isLoopback = (address: string): boolean => address === '::1' || (isIP(address) === 4 && address.startsWith('127.'));

export type Resolve = (hostname: string) => Promise<readonly string[]>;
export const systemResolve: Resolve = async (hostname) => (await lookup(hostname, { all: true })).map((found) => found.address);

export type Destination = { readonly ok: true; readonly url: URL; readonly address: string } | { readonly ok: false; readonly why: string };

/** Judges a webhook's URL. `loopback` also lets it go to this machine, over http too, for trying things out. */
export async function destinationOf(text: string, loopback: boolean, resolve: Resolve = systemResolve): Promise<Destination> {
  const refuse = (why: string): Destination => ({ ok: false, why });
  if (!URL.canParse(text)) return refuse('not a URL');
  const url = new URL(text);
  if (url.username || url.password) return refuse('a URL with a user name or password');
  if (url.protocol !== 'https:' && !(loopback && url.protocol === 'http:')) return refuse('not https');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (!host || host.endsWith('.')) return refuse('a host name that ends in a dot');
  // Decimal, octal and hex forms have become a plain address here: the URL parser writes 2130706433 as 127.0.0.1.
  const addresses = isIP(host) ? [host] : await resolve(host);
  const first = addresses[0];
  if (first === undefined) return refuse('the host name has no address');
  const allowed = (address: string) => (loopback && isLoopback(address)) || (url.protocol === 'https:' && isPublic(address));
  // One bad answer among good ones is a trap, not a mistake.
  return addresses.every(allowed) ? { ok: true, url, address: first } : refuse('an address that is not public');
}
