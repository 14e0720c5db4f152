// `config print`: every setting as it would be read, without its secrets.
import { ConfigError, readConfig, settings } from '#platform';
import { type Command, DONE, FAILED } from './command.ts';

/** Said by the name, so that a secret that is added later is one from the start. */
const SECRET = /(KEY|TOKEN|SECRET|PASSWORD)$/;

export const printConfig: Command = {
  name: 'config print',
  summary: 'Every setting with its value and where it comes from; secrets and passwords are left out always. Exit code 1 with all faults',
  options: { redacted: { type: 'boolean' } },
  run: async ({ env, say }) => {
    for (const [name, schema] of Object.entries(settings)) {
      const given = env[name];
      const value = given ?? schema.safeParse(undefined).data;
      say(`${name}=${value === undefined ? '' : shown(name, String(value))}${given === undefined ? '  (default)' : ''}`);
    }
    try {
      // Printing makes no secrets: those of the embedded default come with its first start.
      readConfig(env.DATABASE_URL === undefined ? { SLUSS_KEY: placeholder, SLUSS_TOKEN: placeholder, ...env } : env);
      return DONE;
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      say(error.message);
      return FAILED;
    }
  },
};

const placeholder = Buffer.alloc(32, 'placeholder').toString('base64');

function shown(name: string, value: string): string {
  if (SECRET.test(name)) return '(not shown)';
  // What stands before the @ of an address.
  return value.replace(/(:\/\/)[^/@]*@/g, '$1(not shown)@');
}
