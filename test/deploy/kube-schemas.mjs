// Makes one JSON schema per Kubernetes kind, as kubeconform reads them, out of the OpenAPI file that a Go module of Kubernetes ships. Fields that it does not
// know are refused. Usage: node kube-schemas.mjs <swagger.json> <folder>
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [swagger, folder] = process.argv.slice(2);
const { definitions } = JSON.parse(readFileSync(swagger, 'utf8'));
for (const [name, schema] of Object.entries(definitions)) {
  if (schema.properties && schema.additionalProperties === undefined) schema.additionalProperties = false;
  if (name.endsWith('IntOrString')) Object.assign(schema, { type: undefined, oneOf: [{ type: 'string' }, { type: 'integer' }] });
  if (name.endsWith('resource.Quantity')) Object.assign(schema, { type: undefined, oneOf: [{ type: 'string' }, { type: 'number' }] });
}
mkdirSync(folder, { recursive: true });
let kinds = 0;
for (const [name, schema] of Object.entries(definitions)) {
  for (const { group, version, kind } of schema['x-kubernetes-group-version-kind'] ?? []) {
    if (!name.endsWith(`.${kind}`)) continue;
    const suffix = [group.split('.')[0], version].filter(Boolean).join('-').toLowerCase();
    writeFileSync(join(folder, `${kind.toLowerCase()}-${suffix}.json`), JSON.stringify({ $ref: `#/definitions/${name}`, definitions }));
    kinds += 1;
  }
}
console.log(`${kinds} kinds`);
