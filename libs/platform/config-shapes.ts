// Shapes that several settings have.
import { readFileSync } from 'node:fs';
import * as z from 'zod';

export const wholeNumber = (fallback: number, min: number, max: number) =>
  z
    .string()
    .default(String(fallback))
    .refine((text) => /^\d+$/.test(text) && Number(text) >= min && Number(text) <= max, `must be a whole number from ${min} to ${max}`)
    .transform(Number);

export const file = z.string().refine((path) => readable(path), 'is not a file that can be read; give the path of a PEM file');

function readable(path: string): boolean {
  try {
    return readFileSync(path).length > 0;
  } catch {
    return false;
  }
}
