// The few words of SMTP that a client needs to hand over a mail, for specs: it keeps what it was given, and says no when told to.
import { createServer, type AddressInfo, type Socket } from 'node:net';

export interface SmtpServer {
  readonly url: string;
  readonly mails: { readonly from: string; readonly to: string[]; readonly data: string }[];
  /** Answer to the next mails instead of taking them, for instance "451 try later"; null takes them. */
  refuseWith: string | null;
  close(): Promise<void>;
}

export async function smtpServer(): Promise<SmtpServer> {
  const server = createServer();
  const sockets = new Set<Socket>();
  const state: SmtpServer = {
    url: '',
    mails: [],
    refuseWith: null,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
  server.on('connection', (socket) => {
    sockets.add(socket);
    let text = '';
    let mail = { from: '', to: [] as string[], data: '' };
    let inData = false;
    const say = (line: string) => socket.write(`${line}\r\n`);
    say('220 test');
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      text += chunk.toString('utf8');
      for (;;) {
        const end = text.indexOf(inData ? '\r\n.\r\n' : '\r\n');
        if (end === -1) return;
        const line = text.slice(0, end);
        text = text.slice(end + (inData ? 5 : 2));
        if (inData) {
          inData = false;
          state.mails.push({ ...mail, data: line });
          mail = { from: '', to: [], data: '' };
          say('250 kept');
        } else if (/^MAIL FROM/i.test(line)) {
          mail.from = line;
          say(state.refuseWith ?? '250 ok');
        } else if (/^RCPT TO/i.test(line)) {
          mail.to.push(/<(.*)>/.exec(line)?.[1] ?? line);
          say('250 ok');
        } else if (/^DATA/i.test(line)) {
          inData = true;
          say('354 go on');
        } else if (/^QUIT/i.test(line)) {
          say('221 bye');
          socket.end();
        } else say('250 ok');
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(state, { url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}` });
}
