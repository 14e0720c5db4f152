import { destinationOf, isPublic } from './safe-address.ts';

const publicAddress = '93.184.215.14';
const names: Record<string, string[]> = {
  'hooks.example.org': [publicAddress],
  'inside.example.org': ['10.1.2.3'],
  'mixed.example.org': [publicAddress, '127.0.0.1'],
  'six.example.org': ['2a00:1450:4001:829::200e'],
  'mapped.example.org': ['::ffff:169.254.169.254'],
  localhost: ['127.0.0.1', '::1'],
  'nowhere.example.org': [],
};
const resolve = async (host: string) => names[host] ?? [];
const judge = (url: string, loopback = false) => destinationOf(url, loopback, resolve);

describe('where a webhook may go', () => {
  it.each([
    'https://hooks.example.org/x',
    'https://hooks.example.org:8443/x?a=b',
    `https://${publicAddress}/`,
    'https://six.example.org/',
    'https://[2a00:1450:4001:829::200e]/',
  ])('to %s', async (url) => expect(await judge(url)).toMatchObject({ ok: true }));

  it.each([
    ['http://hooks.example.org/', 'not https'],
    ['ftp://hooks.example.org/', 'not https'],
    ['file:///etc/passwd', 'not https'],
    ['no url', 'not a URL'],
    ['https://user@hooks.example.org/', 'a URL with a user name or password'],
    ['https://hooks.example.org@127.0.0.1/', 'a URL with a user name or password'],
    ['https://hooks.example.org./', 'a host name that ends in a dot'],
    ['https://127.0.0.1/', 'an address that is not public'],
    ['https://127.1/', 'an address that is not public'],
    ['https://2130706433/', 'an address that is not public'],
    ['https://0x7f000001/', 'an address that is not public'],
    ['https://0177.0.0.1/', 'an address that is not public'],
    ['https://169.254.169.254/latest/meta-data', 'an address that is not public'],
    ['https://2852039166/', 'an address that is not public'],
    ['https://0.0.0.0/', 'an address that is not public'],
    ['https://10.0.0.1/', 'an address that is not public'],
    ['https://172.31.255.255/', 'an address that is not public'],
    ['https://192.168.1.1/', 'an address that is not public'],
    ['https://100.64.0.1/', 'an address that is not public'],
    ['https://224.0.0.1/', 'an address that is not public'],
    ['https://255.255.255.255/', 'an address that is not public'],
    ['https://[::1]/', 'an address that is not public'],
    ['https://[::]/', 'an address that is not public'],
    ['https://[::ffff:127.0.0.1]/', 'an address that is not public'],
    ['https://[::ffff:7f00:1]/', 'an address that is not public'],
    ['https://[64:ff9b::7f00:1]/', 'an address that is not public'],
    ['https://[fe80::1]/', 'an address that is not public'],
    ['https://[fd00:ec2::254]/', 'an address that is not public'],
    ['https://[2002:7f00:1::]/', 'an address that is not public'],
    ['https://[2001:db8::1]/', 'an address that is not public'],
    ['https://[ff02::1]/', 'an address that is not public'],
    ['https://localhost/', 'an address that is not public'],
    ['https://inside.example.org/', 'an address that is not public'],
    ['https://mixed.example.org/', 'an address that is not public'],
    ['https://mapped.example.org/', 'an address that is not public'],
    ['https://nowhere.example.org/', 'the host name has no address'],
    ['https://①②⑦.⓪.⓪.①/', 'an address that is not public'],
  ])('not to %s: %s', async (url, why) => expect(await judge(url)).toEqual({ ok: false, why }));

  it('to this machine over http when that is allowed for trying things out, and still to nothing else inside', async () => {
    expect(await judge('http://127.0.0.1:8080/', true)).toMatchObject({ ok: true, address: '127.0.0.1' });
    expect(await judge('http://localhost:8080/', true)).toMatchObject({ ok: true });
    for (const url of ['http://hooks.example.org/', 'https://10.0.0.1/', 'http://169.254.169.254/'])
      expect(await judge(url, true)).toMatchObject({ ok: false });
  });

  it('connects to the address it judged, though the name would answer otherwise the second time', async () => {
    const answers = [[publicAddress], ['127.0.0.1']];
    const rebinding = async () => answers.shift()!;
    expect(await destinationOf('https://rebind.example.org/', false, rebinding)).toMatchObject({ ok: true, address: publicAddress });
  });

  it('takes nothing that is no address for public', () =>
    expect([isPublic(''), isPublic('example.org'), isPublic('1.2.3')]).toEqual([false, false, false]));
});
