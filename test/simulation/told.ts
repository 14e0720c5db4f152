// How the checker comes to know what was committed: triggers write down each event, message and notice beside the product's own row, in its transaction.
// Nothing of the product reads this, and it says nothing of what was rolled back.
export const toldTables = `
create schema sim;
create table sim.told (seq bigint generated always as identity primary key, what text not null, name text not null, body text not null);
create function sim.tell_event() returns trigger language plpgsql as $$
begin
  insert into sim.told (what, name, body) values ('event', tg_table_schema || ' ' || new.version || ' ' || new.stream, new.event::text);
  return null;
end $$;
create function sim.tell_message() returns trigger language plpgsql as $$
begin
  insert into sim.told (what, name, body) values ('message', new.id, encode(new.raw, 'base64'));
  return null;
end $$;
create function sim.tell_notice() returns trigger language plpgsql as $$
begin
  insert into sim.told (what, name, body) values ('notice', new.delivery_id::text, new.event_id || ' ' || new.channel || ' ' || new.target);
  return null;
end $$;
create function sim.tell_parked() returns trigger language plpgsql as $$
begin
  insert into sim.told (what, name, body) values ('parked', new.grp, new.type || ' ' || new.reason);
  return null;
end $$;
${['intake', 'flow', 'placement', 'alerting']
  .map((role) => `create trigger told after insert on ${role}.event for each row execute function sim.tell_event();`)
  .join('\n')}
${['flow', 'placement', 'alerting', 'gateway']
  .map((role) => `create trigger told after insert on ${role}.dead_letter for each row execute function sim.tell_parked();`)
  .join('\n')}
create trigger told after insert on intake.message for each row execute function sim.tell_message();
create trigger told after insert on alerting.delivery for each row execute function sim.tell_notice();
`;

export type Told =
  | { readonly what: 'event'; readonly role: string; readonly stream: string; readonly version: number; readonly text: string }
  | { readonly what: 'message'; readonly id: string; readonly raw: Buffer }
  | { readonly what: 'notice'; readonly id: string; readonly about: string }
  | { readonly what: 'parked'; readonly group: string; readonly why: string }
  | { readonly what: 'handled' | 'rewound'; readonly group: string; readonly id: string };

export const toldAfter = (seq: number): string => `select seq, what, name, body from sim.told where seq > ${seq} order by seq`;

export function readTold(what: string, name: string, body: string): Told {
  switch (what) {
    case 'event': {
      const [role, version, ...stream] = name.split(' ');
      return { what, role: role!, version: Number(version), stream: stream.join(' '), text: body };
    }
    case 'message':
      return { what, id: name, raw: Buffer.from(body, 'base64') };
    case 'notice':
      return { what, id: name, about: body };
    case 'parked':
      return { what, group: name, why: body };
    case 'handled':
    case 'rewound':
      return { what, group: name, id: body };
    default:
      throw new Error(`nobody tells of ${what}`);
  }
}
