// feelin as a process of its own, asked as python.py is: a question a line, an answer a line.
// Its `evaluate` takes the text each time; there is no call that takes an expression parsed before.
import { createInterface } from 'node:readline';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const found = createRequire(`${process.cwd()}/`).resolve('feelin');
const { evaluate } = await import(pathToFileURL(found));
const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

function seconds([, text, scope, expected, times]) {
  try {
    if (evaluate(text, scope).value !== expected) return 'other';
    const begun = process.hrtime.bigint();
    for (let turn = 0; turn < times; turn++) evaluate(text, scope);
    return Number(process.hrtime.bigint() - begun) / 1e9 / times;
  } catch {
    return null;
  }
}

say(['feelin']);
for await (const line of createInterface({ input: process.stdin })) say(seconds(JSON.parse(line)));
